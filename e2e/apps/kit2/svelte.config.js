export default { kit: { version: { name: 'kit2' } } };

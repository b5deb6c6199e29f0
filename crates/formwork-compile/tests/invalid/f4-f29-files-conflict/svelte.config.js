export default { kit: { files: { routes: 'src/pages' } } };

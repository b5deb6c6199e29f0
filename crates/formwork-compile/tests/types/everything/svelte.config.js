export default { kit: { alias: { $ui: 'src/ui' } } };

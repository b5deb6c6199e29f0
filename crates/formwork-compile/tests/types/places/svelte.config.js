export default { kit: { files: { src: 'app', routes: 'app/pages' } } };

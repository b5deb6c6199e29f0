const lazy = import.meta.glob('/src/lib/parts/*.js');
const named = import.meta.glob('/src/lib/parts/*.js', { import: 'name' });
const eager = import.meta.glob(['../lib/parts/*.js', '!../lib/parts/two.js'], { eager: true });
const texts = import.meta.glob('../lib/notes/*.md', { query: '?raw', import: 'default', eager: true });

export async function load() {
	const loaded = await Promise.all(Object.entries(lazy).map(async ([path, load]) => [path, (await load()).default]));
	const names = await Promise.all(Object.entries(named).map(async ([path, load]) => [path, await load()]));
	return {
		lazy: Object.fromEntries(loaded),
		named: Object.fromEntries(names),
		eager: Object.fromEntries(Object.entries(eager).map(([path, module]) => [path, module.name])),
		texts
	};
}

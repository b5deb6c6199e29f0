import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { assetPath, resolvePath } from '../src/browser/paths.js';
import * as paths from '../src/browser/app-paths.js';
import * as server from '../src/server/app/paths.js';

afterEach(() => delete globalThis.testEvent);

test('F-155: resolve fills parameters', () => {
	const resolve = (id, params) => resolvePath(id, params, '/b');
	const table = [
		['/blog/[slug]', { slug: 'x' }, '/b/blog/x'],
		['/blog/[slug=m]', { slug: 1 }, '/b/blog/1'],
		['/[[lang]]/a', {}, '/b/a'],
		['/[[lang]]/a', { lang: 'de' }, '/b/de/a'],
		['/[...rest]', { rest: 'a/b' }, '/b/a/b'],
		['/[...rest]', { rest: '' }, '/b/'],
		['/a/[...rest]/z', {}, '/b/a/z'],
		['/a/[[x]]', {}, '/b/a'],
		['/a/[[x]].json', {}, '/b/a/.json'],
		['/a/x[y]-[z]', { y: '1', z: '2' }, '/b/a/x1-2'],
		['/(group)/a/(other)', undefined, '/b/a'],
		['/(group)', undefined, '/b/'],
		['/[x+3a]-[u+00e4]', undefined, '/b/:-ä'],
		['/a[x+2f]b[x+3f][x+23][x+25]', undefined, '/b/a%2Fb%3F%23%25'],
		['/[x+5b][slug][x+5d]', { slug: '[x+2f]' }, '/b/[[x+2f]]'],
		['/a?x=[y]#z', undefined, '/b/a?x=[y]#z'],
		['/', undefined, '/b/'],
		['plain/path', undefined, '/b/plain/path']
	];
	for (const [id, params, path] of table) assert.equal(resolve(id, params), path, id);
	assert.throws(() => resolve('/blog/[slug]', {}), /Missing parameter 'slug'/);
	for (const slug of ['/x', 'x/']) assert.throws(() => resolve('/blog/[slug]', { slug }), /slash/);
	for (const url of ['https://x.test/', '//x.test']) assert.throws(() => resolve(url), /URL/);
});

test('F-155: assets, with or without a leading slash', () => {
	assert.equal(assetPath('x.png', '/b'), '/b/x.png');
	assert.equal(assetPath('/x.png', 'https://cdn.test'), 'https://cdn.test/x.png');
});

test('F-155: relative to the page while rendering on the server', () => {
	const at = (path, target) => {
		globalThis.testEvent = { url: new URL(path, 'http://a.test') };
		return server.resolve(target);
	};
	assert.equal(at('/', '/x'), './x');
	assert.equal(at('/a', '/x'), './x');
	assert.equal(at('/a/', '/x'), '../x');
	assert.equal(at('/a/b/c', '/x'), '../../x');
	assert.equal(at('/a/b', '/'), '../');
	assert.equal(server.asset('f.png'), '../f.png');
});

test('F-175: under a prefix that the server does not know', () => {
	assert.deepEqual([paths.shown('/a?b'), paths.served('/a')], ['/a?b', '/a']);
	paths.settle('/some/where');
	assert.deepEqual([paths.base, paths.assets], ['/some/where', '/some/where']);
	assert.equal(paths.shown('/a?/b'), '/some/where/a?/b');
	assert.equal(paths.served('/some/where/a'), '/a');
	assert.equal(paths.served('/some/whereabouts'), '/some/whereabouts');
	paths.settle('', 'https://files.test');
	assert.deepEqual([paths.base, paths.assets], ['', 'https://files.test']);
});

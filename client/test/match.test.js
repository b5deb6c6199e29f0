import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileRoutes, decodePath, matchRoute } from '../src/browser/match.js';

const matchers = { yes: (v) => v, no: () => undefined, num: (v) => (/^\d+$/.test(v) ? Number(v) : undefined) };

/** The patterns that the compiler writes for the segment forms of F-23. */
function route(id) {
	const params = [];
	let pattern = '';
	for (const segment of id.split('/').filter((segment) => segment && !segment.startsWith('('))) {
		const whole = /^\[(\[)?(\.\.\.)?(\w+)(?:=(\w+))?\]?\]$/.exec(segment);
		if (whole && (whole[1] || whole[2])) {
			const [, optional, rest, name, matcher] = whole;
			params.push({ name, matcher, optional: !!optional, rest: !!rest, chained: true });
			pattern += rest ? '(?:/([^]*))?' : '(?:/([^/]+))?';
			continue;
		}
		pattern +=
			'/' +
			segment.replace(/\[(\[)?(\.\.\.)?(\w+)(?:=(\w+))?\]?\]|\./g, (text, optional, rest, name, matcher, at) => {
				if (text === '.') return '\\.';
				params.push({ name, matcher, optional: !!optional, rest: !!rest, chained: !!rest && at === 0 });
				return rest ? '([^]*?)' : optional ? '([^/]*)?' : '([^/]+?)';
			});
	}
	return { id, pattern: `^${pattern}/?$`, params, layouts: [0], errors: [1], leaf: 2 };
}

const match = (id, path) => matchRoute(compileRoutes([route(id)]), path, matchers)?.params ?? null;

test('F-27: the acceptance table', () => {
	const table = [
		['/blog/[[slug]]/sub[[param]]', '/blog/subparam', { param: 'param' }],
		['/[[slug]]/[...rest]', '/slug', { slug: 'slug', rest: '' }],
		['/[[slug]]/[...rest]', '/', { rest: '' }],
		['/[[slug=no]]/[...rest]', '/foo', { rest: 'foo' }],
		['/[[a=no]]/[b]/[...c]/[d]/e', '/foo/bar/baz/qux/e', { b: 'foo', c: 'bar/baz', d: 'qux' }],
		['/[[a=no]]/[[b=yes]]/[[c=no]]/[...rest].json', '/foo/bar/baz.json', { b: 'foo', rest: 'bar/baz' }],
		['/[[a=no]]/[[b=yes]]/c', '/a/b/c', null],
		['/[[a=no]]/[[b=no]]', '/foo', null],
		['/[a]/[[lang=no]]/[[page=yes]]', '/a/2', { a: 'a', page: '2' }],
		[
			'/[[lang=no]]/[asset=yes]/[[type]]/[...cats]',
			'/sfx/category/car/crash',
			{ asset: 'sfx', type: 'category', cats: 'car/crash' }
		],
		['/[...a=yes]/[b]/[c]', '/foo/bar', { a: '', b: 'foo', c: 'bar' }],
		['/[...a=no]/[b]', '/foo', null],
		['/[[a=no]]/[...b=no]', '/a/b/c', null]
	];
	for (const [id, path, params] of table) assert.deepEqual(match(id, path), params, `${id} against ${path}`);
});

test('F-20 F-23 F-26: what the server answers, as recorded from SvelteKit', () => {
	const recorded = new URL('../../crates/formwork-wire/tests/fixtures/routes.jsonl', import.meta.url);
	for (const line of readFileSync(recorded, 'utf8').trim().split('\n')) {
		const [id, path, params] = JSON.parse(line);
		const found = match(id, path);
		const texts = found && Object.fromEntries(Object.entries(found).map(([name, value]) => [name, String(value)]));
		assert.deepEqual(texts, params, `${id} against ${path}`);
	}
});

test('F-30: a matcher may convert', () => {
	assert.deepEqual(match('/item/[id=num]', '/item/42'), { id: 42 });
	assert.equal(match('/item/[id=num]', '/item/x'), null);
});

test('F-30: Standard Schema matchers; asynchronous ones are an error', () => {
	const schema = { '~standard': { validate: (v) => (v === 'a' ? { value: 'A' } : { issues: [{}] }) } };
	const routes = compileRoutes([route('/[x=s]')]);
	assert.deepEqual(matchRoute(routes, '/a', { s: schema })?.params, { x: 'A' });
	assert.equal(matchRoute(routes, '/b', { s: schema }), null);
	assert.throws(() => matchRoute(routes, '/a', { s: async (v) => v }), /asynchronous/);
	assert.throws(() => matchRoute(routes, '/a', {}), /Unknown parameter matcher/);
});

test('F-25: decoded once, then parameters by themselves', () => {
	assert.equal(decodePath('/a%20b%2Fc%2525'), '/a b%2Fc%2525');
	assert.deepEqual(match('/[x]', '/a%2Fb%25'), { x: 'a/b%' });
	assert.deepEqual(match('/[x]', '/%25%32%46'), { x: '%2F' });
	assert.equal(match('/[x]', '/%E0%A4%A'), null);
});

test('the first route in the list wins; a trailing slash is tolerated', () => {
	const routes = compileRoutes([route('/a'), route('/[x]')]);
	assert.equal(matchRoute(routes, '/a/', matchers)?.route.id, '/a');
	assert.equal(matchRoute(routes, '/b', matchers)?.route.id, '/[x]');
});

test('positions are the layouts, gaps included, and the leaf', () => {
	const [compiled] = compileRoutes([{ ...route('/a'), layouts: [0, null, 4], leaf: 9 }]);
	assert.deepEqual(compiled.positions, [0, null, 4, 9]);
});

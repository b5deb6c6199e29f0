import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, isStale, noUses, readUses, track } from '../src/browser/uses.js';

const page = (path, params = {}, id = '/r') => ({ url: new URL(path, 'http://a.test'), params, routeId: id });
const nothing = { forced: false, invalidated: [] };

/** Runs `read` with tracked views and returns what was recorded. */
function used(read, path = '/p?a=1&b=2') {
	const uses = noUses();
	const view = track({ url: new URL(path, 'http://a.test'), params: { id: '1', other: 2 }, route: { id: '/r' } }, uses, false);
	read(view);
	return {
		...uses,
		dependencies: [...uses.dependencies],
		params: [...uses.params],
		search: [...uses.search]
	};
}
const none = { dependencies: [], params: [], search: [], parent: false, route: false, url: false };

test('F-61: what is recorded', () => {
	assert.deepEqual(used(() => {}), none);
	assert.deepEqual(used(({ url }) => [url.origin, url.host, url.protocol]), none);
	for (const key of ['href', 'pathname', 'search']) {
		assert.deepEqual(used(({ url }) => url[key]), { ...none, url: true }, key);
	}
	assert.deepEqual(used(({ url }) => String(url)), { ...none, url: true });
	assert.deepEqual(used(({ url }) => JSON.stringify({ url })), { ...none, url: true });
	assert.deepEqual(used(({ url }) => url.searchParams.get('a')), { ...none, search: ['a'] });
	assert.deepEqual(
		used(({ url }) => [url.searchParams.has('x'), url.searchParams.getAll('b')]),
		{ ...none, search: ['x', 'b'] }
	);
	assert.deepEqual(used(({ url }) => [...url.searchParams]), { ...none, url: true });
	assert.deepEqual(used(({ url }) => url.searchParams.size), { ...none, url: true });
	assert.deepEqual(used(({ params }) => params.id), { ...none, params: ['id'] });
	assert.deepEqual(used(({ params }) => ({ ...params })), { ...none, params: ['id', 'other'] });
	assert.deepEqual(used(({ route }) => route.id), { ...none, route: true });
	assert.deepEqual(used((view) => view.parent()), { ...none, parent: true });
});

test('F-61: untrack suspends the recording while it runs', () => {
	assert.deepEqual(
		used(({ untrack, url, params }) => {
			assert.equal(untrack(() => url.pathname), '/p');
			params.id;
		}),
		{ ...none, params: ['id'] }
	);
	assert.deepEqual(
		used(({ untrack, url }) => {
			assert.throws(() => untrack(() => { throw new Error('x'); }));
			url.href;
		}),
		{ ...none, url: true }
	);
});

test('F-61: the views give the real values', () => {
	const uses = noUses();
	const view = track({ url: new URL('http://a.test/p?a=1#h'), params: { id: 7 }, route: { id: '/r' } }, uses, false);
	assert.equal(view.url.href, 'http://a.test/p?a=1#h');
	assert.equal(view.url.searchParams.get('a'), '1');
	assert.equal(view.url.searchParams.toString(), 'a=1');
	assert.equal(view.params.id, 7);
	assert.ok('id' in view.params);
});

test('F-62: strict views refuse the hash', () => {
	const view = track({ url: new URL('http://a.test/#h'), params: {}, route: { id: null } }, noUses(), true);
	assert.throws(() => view.url.hash, /hash/);
});

test('C-104: when a load runs again', () => {
	const stale = (uses, from, to, asked = nothing, parent = false) =>
		isStale({ ...noUses(), ...uses }, compare(from, to, asked), parent);
	const a = page('/a?x=1&y=1', { id: '1' });

	assert.equal(stale({}, a, page('/b?x=2', { id: '2' }, '/other')), false);
	assert.equal(stale({ url: true }, a, page('/b?x=1&y=1')), true);
	assert.equal(stale({ url: true }, a, page('/a?x=1&y=1#hash', { id: '1' })), false);
	assert.equal(stale({ search: new Set(['x']) }, a, page('/b?x=1')), false);
	assert.equal(stale({ search: new Set(['y']) }, a, page('/a?x=1')), true);
	assert.equal(stale({ search: new Set(['x']) }, page('/a?x=1&x=2'), page('/a?x=2&x=1')), false);
	assert.equal(stale({ params: new Set(['id']) }, a, page('/a', { id: '2' })), true);
	assert.equal(stale({ params: new Set(['id']) }, a, page('/a', {})), true);
	assert.equal(stale({ params: new Set(['id']) }, a, page('/zzz', { id: '1' })), false);
	assert.equal(stale({ route: true }, a, page('/a', {}, '/other')), true);
	assert.equal(stale({ route: true }, page('/a', {}, null), page('/a', {}, null)), true);
	assert.equal(stale({ parent: true }, a, a, nothing, true), true);
	assert.equal(stale({}, a, a, nothing, true), false);
	assert.equal(stale({}, a, a, { forced: true, invalidated: [] }), true);
	assert.equal(isStale(undefined, compare(a, a, { forced: true, invalidated: [] }), true), false);
});

test('C-108: dependencies are matched as URLs', () => {
	const a = page('/a');
	const uses = { ...noUses(), dependencies: new Set(['app:user', 'http://a.test/api?x']) };
	const hit = (predicate) => isStale(uses, compare(a, a, { forced: false, invalidated: [predicate] }), false);
	assert.ok(hit((url) => url.href === 'app:user'));
	assert.ok(hit((url) => url.pathname === '/api'));
	assert.ok(!hit((url) => url.href === 'app:other'));
});

test('C-93: uses as the server writes them', () => {
	assert.deepEqual(readUses(undefined), noUses());
	assert.deepEqual(readUses({ dependencies: ['a:b'], search_params: ['q'], params: ['id'], parent: 1, route: 1, url: 1 }), {
		dependencies: new Set(['a:b']),
		search: new Set(['q']),
		params: new Set(['id']),
		parent: true,
		route: true,
		url: true
	});
});

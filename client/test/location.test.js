import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataPath, dataUrl, insideApp, normalizePath, pagePath, sameLocation } from '../src/browser/location.js';
import { normalizeUrl } from '../src/kit/normalize-url.js';

const at = (path) => new URL(path, 'http://a.test');

test('C-42: the same place is path and query multiset, whatever the hash', () => {
	const table = [
		['/c', '/c', true],
		['/c#part', '/c', true],
		['/c?page=2', '/c', false],
		['/c', '/c?page=2', false],
		['/c?a=1&b=2', '/c?b=2&a=1', true],
		['/c?a=1&a=2', '/c?a=2&a=1', true],
		['/c?a=1&a=1', '/c?a=1&a=2', false],
		['/c?a=1&a=1&b=1', '/c?a=1&b=1&b=1', false],
		['/c?/x', '/c', false],
		['/c', '/c/', false],
		['/c', 'http://b.test/c', false]
	];
	for (const [a, b, same] of table) assert.equal(sameLocation(at(a), at(b)), same, `${a} and ${b}`);
});

test('C-88: data request URLs', () => {
	const href = (path, invalid = [true, false]) => dataUrl(at(path), invalid).href.replace('http://a.test', '');
	assert.equal(href('/'), '/__data.json?x-sveltekit-trailing-slash=1&x-sveltekit-invalidated=10');
	assert.equal(href('/x'), '/x/__data.json?x-sveltekit-invalidated=10');
	assert.equal(href('/x/'), '/x/__data.json?x-sveltekit-trailing-slash=1&x-sveltekit-invalidated=10');
	assert.equal(href('/x.html'), '/x.html__data.json?x-sveltekit-invalidated=10');
	assert.equal(href('/x?a=1#h', [true, true, false]), '/x/__data.json?a=1&x-sveltekit-invalidated=110');
	assert.throws(() => href('/x?x-sveltekit-foo=1'), /reserved/);
});

test('data paths and back', () => {
	for (const path of ['/', '/x', '/x/y', '/x.html']) assert.equal(pagePath(dataPath(path)), path);
	assert.equal(pagePath('/x'), null);
});

test('F-143: the trailing slash rule', () => {
	const table = [
		['/a', 'never', '/a'],
		['/a/', 'never', '/a'],
		['/a', 'always', '/a/'],
		['/a/', 'always', '/a/'],
		['/a', 'ignore', '/a'],
		['/a/', 'ignore', '/a/'],
		['/', 'never', '/'],
		['/base', 'never', '/base/'],
		['/base/', 'never', '/base/']
	];
	for (const [path, rule, result] of table) assert.equal(normalizePath(path, rule, '/base'), result, `${path} ${rule}`);
});

test('inside the app: same origin, under the base path', () => {
	assert.ok(insideApp(at('/base/x'), 'http://a.test', '/base'));
	assert.ok(insideApp(at('/base'), 'http://a.test', '/base'));
	assert.ok(!insideApp(at('/basement'), 'http://a.test', '/base'));
	assert.ok(!insideApp(at('/x'), 'http://b.test', ''));
	assert.ok(insideApp(at('/x'), 'http://a.test', ''));
});

test('F-152: normalizeUrl and back', () => {
	for (const path of ['/a', '/a/', '/a/__data.json', '/', '/__data.json']) {
		const { url, denormalize } = normalizeUrl(at(path));
		assert.ok(!url.pathname.includes('__data'));
		assert.equal(denormalize().pathname, path);
	}
	const { url, wasNormalized, denormalize } = normalizeUrl('http://a.test/x/?q=1');
	assert.deepEqual([url.pathname, wasNormalized], ['/x', true]);
	assert.equal(denormalize('/y').href, 'http://a.test/y/');
	assert.equal(normalizeUrl('/x').wasNormalized, false);
});

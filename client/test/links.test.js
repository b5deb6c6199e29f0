import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { findLink, isPlainClick, readLink, readOptions } from '../src/browser/links.js';

/** As much of a document as the module looks at, by way of the prototypes (C-4). */
class Node {
	constructor(own) {
		this.own = own;
	}
	get nodeName() {
		return this.own.nodeName;
	}
	get nodeType() {
		return this.own.nodeType;
	}
	get parentNode() {
		return this.own.parentNode;
	}
}
class Element extends Node {
	get assignedSlot() {
		return this.own.assignedSlot ?? null;
	}
	getAttribute(name) {
		return this.own.attributes[name] ?? null;
	}
	hasAttribute(name) {
		return name in this.own.attributes;
	}
}
Object.assign(globalThis, { Element, Node });

function element(nodeName, attributes = {}, parentNode = null, { assignedSlot, ...more } = {}) {
	return Object.assign(new Element({ nodeName, nodeType: 1, parentNode, assignedSlot, attributes }), more);
}

function shadowRoot(host) {
	return Object.assign(new Node({ nodeType: 11 }), { host });
}

let html;
beforeEach(() => {
	html = element('HTML', { 'data-sveltekit-reload': '' });
	globalThis.document = { documentElement: html, baseURI: 'http://a.test/base/here' };
	globalThis.location = { origin: 'http://a.test' };
});
afterEach(() => {
	delete globalThis.document;
	delete globalThis.location;
	mock.restoreAll();
});

const options = (...layers) => {
	let parent = html;
	for (const attributes of layers) {
		const prefixed = Object.entries(attributes).map(([k, v]) => [`data-sveltekit-${k}`, v]);
		parent = element('DIV', Object.fromEntries(prefixed), parent);
	}
	return readOptions(parent);
};

test('C-84: the nearest element decides, the document element does not count', () => {
	assert.deepEqual(options({}), {
		reload: false,
		replace: null,
		reset: { scroll: true, focus: true },
		preloadData: 'off',
		preloadCode: 'off'
	});
	assert.equal(options({ reload: '' }, {}).reload, true);
	assert.equal(options({ reload: '' }, { reload: 'false' }).reload, false);
	assert.equal(options({ replacestate: 'false' }).replace, false);
	assert.equal(options({ replacestate: 'true' }).replace, true);
	assert.equal(options({ 'preload-data': '' }).preloadData, 'hover');
	assert.equal(options({ 'preload-data': 'tap' }, { 'preload-data': 'false' }).preloadData, 'off');
	assert.equal(options({ 'preload-code': 'viewport' }).preloadCode, 'viewport');
});

test('C-84: through slots and shadow roots', () => {
	const host = element('X-HOST', { 'data-sveltekit-reload': '' }, html);
	const root = shadowRoot(host);
	assert.equal(readOptions(element('A', {}, root)).reload, true);
	const slotted = element('A', {}, html, { assignedSlot: element('SLOT', {}, root) });
	assert.equal(readOptions(slotted).reload, true);
});

test('C-86: SvelteKit 2 spellings, and `reset` above them', () => {
	assert.deepEqual(options({ noscroll: '' }).reset, { scroll: false, focus: true });
	assert.deepEqual(options({ keepfocus: 'true' }).reset, { scroll: true, focus: false });
	assert.deepEqual(options({ noscroll: '' }, { noscroll: 'off' }).reset, { scroll: true, focus: true });
	assert.deepEqual(options({ noscroll: '', keepfocus: '', reset: 'true' }).reset, { scroll: true, focus: true });
	assert.deepEqual(options({ reset: 'false' }).reset, { scroll: false, focus: false });
});

test('C-85: unknown values count as absent', () => {
	mock.method(console, 'error', () => {});
	assert.equal(options({ reload: '' }, { reload: 'maybe' }).reload, true);
	assert.equal(options({ 'preload-data': 'eager' }).preloadData, 'off');
});

const link = (href, attributes = {}) => element('A', { href, ...attributes }, html, { href: new URL(href, document.baseURI).href });

test('C-119: whose business a link is', () => {
	const judge = (href, attributes) => {
		const { foreign, external } = readLink(link(href, attributes), '/base');
		return foreign ? 'foreign' : external ? 'external' : 'ours';
	};
	assert.equal(judge('/base/x'), 'ours');
	assert.equal(judge('#hash'), 'ours');
	assert.equal(judge('/outside'), 'external');
	assert.equal(judge('http://b.test/base/x'), 'external');
	assert.equal(judge('/base/x', { rel: 'nofollow external' }), 'external');
	assert.equal(judge('/base/x', { rel: 'externals' }), 'ours');
	assert.equal(judge('/base/x', { target: '_blank' }), 'foreign');
	assert.equal(judge('/base/x', { target: '_self' }), 'external');
	assert.equal(judge('/base/x', { download: '' }), 'foreign');
	assert.equal(judge('mailto:x@y'), 'foreign');
	assert.equal(judge('javascript:void 0'), 'foreign');
});

test('an SVG link, an unusable one, and the link around what was clicked', () => {
	const svg = Object.assign(link('/base/x'), { href: { baseVal: '/base/svg' } });
	assert.equal(readLink(svg, '/base').url.pathname, '/base/svg');
	const broken = Object.assign(link('/x'), { href: 'http://[' });
	assert.equal(readLink(broken, '/base').url, null);
	const a = link('/base/x');
	const inner = element('SPAN', {}, element('B', {}, a));
	assert.equal(findLink(inner, html), a);
	assert.equal(findLink(element('A', {}, html), html), null);
});

test('C-119: plain clicks only', () => {
	const click = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, defaultPrevented: false };
	assert.ok(isPlainClick(click));
	for (const other of [{ button: 1 }, { metaKey: true }, { ctrlKey: true }, { shiftKey: true }, { altKey: true }, { defaultPrevented: true }]) {
		assert.ok(!isPlainClick({ ...click, ...other }));
	}
});

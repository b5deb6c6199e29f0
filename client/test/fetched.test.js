import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestHash } from '../src/browser/fetched.js';

/** F-77, written down from the specification, independent of the implementation. */
function hash(...values) {
	let h = 5381;
	for (const value of values) {
		for (const code of [...value].reverse()) {
			h = Number(BigInt.asIntN(32, (BigInt(h) * 33n) ^ BigInt(typeof code === 'string' ? code.charCodeAt(0) : code)));
		}
	}
	return (h >>> 0).toString(36);
}

test('F-77: requests are told apart by headers and body', () => {
	assert.equal(requestHash(undefined, undefined), null);
	assert.equal(requestHash({ 'x-a': '1', accept: 'b' }, undefined), hash('accept,b,x-a,1'));
	assert.equal(requestHash(undefined, 'body'), hash('body'));
	assert.equal(requestHash({ a: 'b' }, 'body'), hash('a,b', 'body'));
	assert.equal(requestHash(undefined, new Uint8Array([1, 2, 250])), hash([1, 2, 250]));
	assert.equal(requestHash(undefined, new Uint8Array([9, 1, 2, 250]).subarray(1)), hash([1, 2, 250]));
	assert.equal(requestHash(undefined, 'a long text '.repeat(1000)), hash('a long text '.repeat(1000)));
});

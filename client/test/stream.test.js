import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLines } from '../src/browser/lines.js';
import { receiveDocumentChunks, streamedPromises } from '../src/browser/streamed.js';
import { encodeText } from '../src/browser/encode.js';
import { decodeFlat, decodeText, setTransport } from '../src/browser/transport.js';

const stream = (chunks) =>
	new ReadableStream({
		start(controller) {
			for (const chunk of chunks) controller.enqueue(chunk);
			controller.close();
		}
	});

async function lines(chunks) {
	const result = [];
	for await (const line of readLines(stream(chunks))) result.push(line);
	return result;
}

test('C-100: any packet boundaries give the same lines', async () => {
	const text = '{"a":"ä€😀"}\n{"b":2}\n\n{"c":3}';
	const bytes = new TextEncoder().encode(text);
	const expected = ['{"a":"ä€😀"}', '{"b":2}', '{"c":3}'];
	for (let size = 1; size <= bytes.length; size += 1) {
		const chunks = [];
		for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.slice(i, i + size));
		assert.deepEqual(await lines(chunks), expected, `packets of ${size}`);
	}
	assert.deepEqual(await lines([]), []);
});

test('C-100: a line is there before the stream ends', async () => {
	let controller;
	const body = new ReadableStream({ start: (c) => (controller = c) });
	const iterator = readLines(body);
	controller.enqueue(new TextEncoder().encode('one\ntw'));
	assert.equal((await iterator.next()).value, 'one');
	controller.enqueue(new TextEncoder().encode('o\n'));
	assert.equal((await iterator.next()).value, 'two');
	controller.close();
	assert.equal((await iterator.next()).done, true);
});

test('C-95: chunks settle promises, nested ones included, in any order', async () => {
	const streamed = streamedPromises();
	const data = decodeFlat([{ soon: 1, bad: 3 }, ['Promise', 2], 1, ['Promise', 4], 2], streamed.revivers);
	streamed.settle({ id: 3, data: ['inner'] });
	streamed.settle({ id: 2, error: [{ message: 1 }, 'no'] });
	streamed.settle({ id: 1, data: [{ nested: 1 }, ['Promise', 2], 3] });
	const soon = await data.soon;
	assert.equal(await soon.nested, 'inner');
	await assert.rejects(data.bad, (error) => error.message === 'no');
});

test('C-95: what has not settled when the stream ends never will', async () => {
	const streamed = streamedPromises();
	const data = decodeFlat([['Promise', 1], 1], streamed.revivers);
	streamed.abandon(new Error('ended'));
	await assert.rejects(data, /ended/);
});

test('F-80: chunks of the document may come before and after the start', async () => {
	globalThis.__formwork_chunks = [{ id: 1, data: '["early"]' }];
	const streamed = streamedPromises();
	const data = decodeText('[[1,3],["Promise",2],1,["Promise",4],2]', streamed.revivers);
	receiveDocumentChunks(streamed.settle);
	globalThis.__formwork_chunks.push({ id: 2, data: '["late"]' });
	assert.deepEqual(await Promise.all(data), ['early', 'late']);
	delete globalThis.__formwork_chunks;
});

test('S-164: transport in both directions', () => {
	class Money {
		constructor(n) {
			this.n = n;
		}
	}
	setTransport({ Money: { encode: (v) => v instanceof Money && [v.n], decode: ([n]) => new Money(n) } });
	const text = encodeText({ price: new Money(3) });
	assert.equal(text, '[{"price":1},["Money",2],[3],3]');
	const { price } = decodeText(text);
	assert.ok(price instanceof Money);
	assert.equal(price.n, 3);
	setTransport(undefined);
	assert.throws(() => decodeText(text));
});

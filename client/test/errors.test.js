import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { FrameworkError, ServerError, setErrorHook, toErrorObject } from '../src/browser/errors.js';
import { HttpError } from '../src/kit/internal.js';

const event = { url: new URL('http://a.test/'), params: {}, route: { id: null } };

afterEach(() => {
	setErrorHook(undefined);
	mock.restoreAll();
});

test('C-151: kinds, and what the hook adds', async () => {
	const calls = [];
	setErrorHook((input) => {
		calls.push(input);
		return { id: calls.length };
	});
	const boom = new Error('boom');
	assert.deepEqual(await toErrorObject(boom, event), { status: 500, message: 'Internal Error', id: 1 });
	assert.deepEqual(await toErrorObject(new HttpError(418, { message: 'tea', x: 1 }), event), { status: 418, message: 'tea', x: 1, id: 2 });
	assert.deepEqual(await toErrorObject(new FrameworkError(404, 'Not Found'), event), { status: 404, message: 'Not Found', id: 3 });
	assert.deepEqual(calls.map(({ kind, status, message }) => [kind, status, message]), [
		['unknown', 500, 'Internal Error'],
		['app', 418, 'tea'],
		['framework', 404, 'Not Found']
	]);
	assert.equal(calls[0].error, boom);
	assert.deepEqual(calls[1].error, { status: 418, message: 'tea', x: 1 });
});

test('C-152: without a hook only unknown errors are logged', async () => {
	const log = mock.method(console, 'error', () => {});
	await toErrorObject(new HttpError(400, { message: 'x' }), event);
	assert.equal(log.mock.callCount(), 0);
	await toErrorObject('anything', event);
	assert.equal(log.mock.callCount(), 1);
});

test('C-153: what the server has handled passes through', async () => {
	setErrorHook(() => assert.fail('must not be called'));
	const error = { status: 403, message: 'no', code: 7 };
	assert.equal(await toErrorObject(new ServerError(error), event), error);
});

test('S-77, S-79: the hook may be asynchronous, return nothing, or fail', async () => {
	mock.method(console, 'error', () => {});
	setErrorHook(async () => ({ late: true }));
	assert.deepEqual(await toErrorObject(1, event), { status: 500, message: 'Internal Error', late: true });
	setErrorHook(() => {});
	assert.deepEqual(await toErrorObject(1, event), { status: 500, message: 'Internal Error' });
	setErrorHook(() => {
		throw new Error('hook');
	});
	assert.deepEqual(await toErrorObject(new HttpError(402, { message: 'pay' }), event), { status: 402, message: 'Internal Error' });
	setErrorHook(async () => {
		throw new Error('hook');
	});
	assert.deepEqual(await toErrorObject(1, event), { status: 500, message: 'Internal Error' });
});

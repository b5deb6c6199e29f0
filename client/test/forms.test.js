import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deserialize, submission } from '../src/browser/forms.js';

const form = { method: 'post', action: 'http://a.test/c?/x', enctype: 'application/x-www-form-urlencoded' };

/** A submitter whose properties have values even where it lacks the attribute, as in the DOM. */
const submitter = (attributes = {}) => ({
	formMethod: attributes.formmethod ?? 'get',
	formAction: attributes.formaction ?? 'http://a.test/document',
	formEnctype: attributes.formenctype ?? '',
	hasAttribute: (name) => name in attributes
});

test('C-8, C-11, C-12: an attribute of the submitter goes before the form', () => {
	assert.deepEqual(submission(form, null), form);
	assert.deepEqual(submission(form, submitter()), form);
	assert.equal(submission(form, submitter({ formmethod: 'dialog' })).method, 'dialog');
	assert.equal(submission(form, submitter({ formaction: 'http://a.test/d' })).action, 'http://a.test/d');
	assert.equal(submission(form, submitter({ formenctype: 'text/plain' })).enctype, 'text/plain');
});

test('C-67: deserialize', () => {
	assert.deepEqual(deserialize('{"type":"success","status":200,"data":"[{\\"a\\":1},[\\"Date\\",\\"2020-01-01T00:00:00.000Z\\"]]"}'), {
		type: 'success',
		status: 200,
		data: { a: new Date('2020-01-01') }
	});
	assert.deepEqual(deserialize('{"type":"failure","data":"-1"}'), { type: 'failure', data: undefined });
	assert.deepEqual(deserialize('{"type":"redirect","location":"/x"}'), { type: 'redirect', location: '/x' });
	assert.equal(deserialize('null'), null);
	assert.throws(() => deserialize('<html>'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeNodes } from '../src/browser/start.js';

const route = (layouts, leaf) => ({ positions: [...layouts, leaf] });

test('F-42: nodes of the document go to their positions in the branch', () => {
	assert.deepEqual(placeNodes([0, 9], route([0], 9), false), [0, 1]);
	assert.deepEqual(placeNodes([0, 4, 6, 9], route([0, 4, null, 6], 9), false), [0, 1, 3, 4]);
	assert.deepEqual(placeNodes([0, 9], route([0, null, null], 9), false), [0, 3]);
});

test('S-138: on an error page the error node follows the layouts of its depth', () => {
	assert.deepEqual(placeNodes([0, 1], route([0, 4], 9), true), [0, 1]);
	assert.deepEqual(placeNodes([0, 4, 5], route([0, 4, null, 6], 9), true), [0, 1, 2]);
	assert.deepEqual(placeNodes([0, 1], null, true), [0, 1]);
});

/**
 * A copy of apps/edited, served by `formwork dev`, that a test may change: `edited.change(file, from, to)`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { serve } from '../../server.js';
import { test as base, expect } from '../browser.js';

export { expect };

export const test = base.extend({
	edited: async ({}, use, info) => {
		const server = await serve('apps/edited', `edited-${info.workerIndex}`, { mode: 'dev' });
		await use(new Edited(server));
		await server.stop();
	},
	baseURL: async ({ edited }, use) => use(edited.server.origin)
});

class Edited {
	/** @param {Awaited<ReturnType<typeof serve>>} server */
	constructor(server) {
		this.server = server;
	}

	/** @param {string} file below src/ @param {string} text */
	write(file, text) {
		const path = join(this.server.directory, 'src', file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}

	/** @param {string} file below src/ @param {string | RegExp} from @param {string} to */
	change(file, from, to) {
		const text = readFileSync(join(this.server.directory, 'src', file), 'utf8');
		const changed = text.replace(from, to);
		if (changed === text) throw new Error(`${file} has no ${from}`);
		this.write(file, changed);
	}

	/** Waits until the server has said this. @param {string | RegExp} text */
	async said(text) {
		await expect.poll(() => this.server.log()).toMatch(text);
	}
}

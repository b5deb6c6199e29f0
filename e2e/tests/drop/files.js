import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, truncateSync, writeSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { test } from '../browser.js';

/**
 * Fills in the form of the first page and sends it.
 * @param {import('@playwright/test').Page} page @param {string} note
 * @param {Parameters<import('@playwright/test').Locator['setInputFiles']>[0]} files
 * @param {string} [lifetime]
 */
export async function dropped(page, note, files, lifetime = '1 hour') {
	await page.getByLabel(/^Files/).setInputFiles(files);
	await page.getByLabel('Note').fill(note);
	await page.getByLabel('Stays for').selectOption(lifetime);
	await page.getByRole('button', { name: 'Drop' }).click();
}

/** A place for a file of this test. @param {string} name */
function place(name) {
	const path = test.info().outputPath(name);
	mkdirSync(join(path, '..'), { recursive: true });
	return path;
}

/** A file of that size whose pieces differ, and its hash. @param {string} name @param {number} size */
export function noise(name, size) {
	const path = place(name);
	const piece = randomBytes(2 ** 20);
	const hash = createHash('sha256');
	const file = openSync(path, 'w');
	for (let written = 0; written < size; written += piece.length) {
		piece.writeUInt32LE(written / piece.length);
		hash.update(piece);
		writeSync(file, piece);
	}
	closeSync(file);
	return { path, hash: hash.digest('hex') };
}

/** A file that says to be that large and takes no room. @param {number} size */
export function sparse(size) {
	const path = place('sparse.bin');
	closeSync(openSync(path, 'w'));
	truncateSync(path, size);
	return path;
}

/** What is at an address, without keeping it. @param {URL} url @returns {Promise<{ size: number, hash: string }>} */
export function hashOf(url) {
	return new Promise((resolve, reject) => {
		get(url, (response) => {
			const hash = createHash('sha256');
			let size = 0;
			response.on('data', (/** @type {Buffer} */ chunk) => {
				size += chunk.length;
				hash.update(chunk);
			});
			response.on('end', () => resolve({ size, hash: hash.digest('hex') }));
			response.on('error', reject);
		}).on('error', reject);
	});
}

import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { all, pathOf, run } from './db.js';

/** @typedef {{ id: number, token: string, owner: string, note: string, expires: number }} Drop */
/** @typedef {{ id: number, name: string, type: string, size: number }} Stored */

/**
 * Keeps the files and gives the address of the drop. Each is written as it is read, a piece at a time: a file of
 * any size takes the memory of one piece.
 * @param {string} owner @param {string} note @param {number} seconds @param {File[]} files
 */
export async function keep(owner, note, seconds, files) {
	await sweep();
	const token = randomBytes(12).toString('base64url');
	const { lastInsertRowid: drop } = run(
		'INSERT INTO drops (token, owner, note, expires) VALUES (?, ?, ?, ?)',
		token,
		owner,
		note,
		Date.now() + seconds * 1000
	);
	try {
		for (const file of files) {
			const added = run(
				'INSERT INTO files ("drop", name, type, size) VALUES (?, ?, ?, ?)',
				drop,
				file.name,
				file.type,
				file.size
			);
			// The DOM's types do not say that a stream can be iterated.
			const pieces = /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (file.stream()));
			await writeFile(pathOf(Number(added.lastInsertRowid)), pieces);
		}
	} catch (error) {
		await remove(Number(drop)); // half a drop is none
		throw error;
	}
	return token;
}

/** Deletes a drop with its files. @param {number} drop */
export async function remove(drop) {
	for (const { id } of filesOf(drop)) await rm(pathOf(id), { force: true });
	run('DELETE FROM files WHERE "drop" = ?', drop);
	run('DELETE FROM drops WHERE id = ?', drop);
}

/** Deletes the content of what has expired; that there was a drop is remembered for a day, to say so. */
export async function sweep() {
	const now = Date.now();
	for (const { id } of all(
		'SELECT files.id FROM files JOIN drops ON drops.id = "drop" WHERE expires <= ?',
		now
	)) {
		await rm(pathOf(id), { force: true });
		run('DELETE FROM files WHERE id = ?', id);
	}
	run('DELETE FROM drops WHERE expires <= ?', now - 24 * 60 * 60 * 1000);
}

/** @param {string} token @returns {Drop | undefined} expired ones, too */
export const dropBy = (token) => all('SELECT * FROM drops WHERE token = ?', token)[0];

/** @param {number} drop @returns {Stored[]} */
export const filesOf = (drop) =>
	all('SELECT id, name, type, size FROM files WHERE "drop" = ? ORDER BY id', drop);

/** @param {string | null} owner @returns {{ token: string, note: string, expires: number, files: number, bytes: number }[]} */
export const dropsOf = (owner) =>
	all(
		`SELECT token, note, expires, count(files.id) AS files, coalesce(sum(size), 0) AS bytes
		 FROM drops LEFT JOIN files ON "drop" = drops.id
		 WHERE owner = ? AND expires > ? GROUP BY drops.id ORDER BY drops.id DESC`,
		owner,
		Date.now()
	);

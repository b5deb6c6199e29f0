import { existsSync } from 'node:fs';

/** Does not start while there is a file of that name. */
export function init() {
	if (process.env.NOT_WHILE && existsSync(process.env.NOT_WHILE)) throw new Error('the database is away');
}

import { name as index } from '#lib';
import { secret } from '#lib/server/secret.js';
import config from '#config';
import raw from '../../lib/text.txt?raw';
import { counter } from '#lib/counter.svelte.js';
import { browser, building, dev, version } from '$app/env';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createHash, randomUUID } from 'node:crypto';
import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage();

export async function load() {
	const count = counter(1);
	count.increment();
	return {
		index,
		secret,
		config: config.name,
		raw,
		double: count.double,
		env: { browser, building, dev, version: typeof version },
		path: path.posix.join('/a', '../b'),
		hash: createHash('sha256').update('x').digest('hex').slice(0, 8),
		uuid: randomUUID().length,
		stored: await storage.run('kept', async () => {
			await null;
			return storage.getStore();
		}),
		fs: typeof readFileSync,
		meta: [import.meta.env.DEV, import.meta.env.PROD, import.meta.env.SSR, import.meta.env.MODE]
	};
}

import { expect, test } from '@playwright/test';
import { sizes } from '../../sizes.js';

/** What the issue allows for the client, minified and compressed, without Svelte and without the app. */
const LIMIT = 20_000;

/** To half a kilobyte, so that the table changes when somebody should look at it. @param {number} bytes */
const kB = (bytes) => `${(Math.round(bytes / 500) / 2).toFixed(1)} kB`.padStart(9);

test('the client is small', { tag: '@js' }, async () => {
	const form = await sizes('form');
	const all = await sizes('all');
	expect(form.client.gzipped + form.devalue.gzipped).toBeLessThan(LIMIT);

	const row = (name, { minified, gzipped }) => `${name.padEnd(40)}${kB(minified)}${kB(gzipped)}`;
	const table = [
		`${' '.repeat(40)} minified  gzipped`,
		row('client, for a page with a form', form.client),
		row('client, with all of $app/*', all.client),
		row('devalue', form.devalue),
		row('svelte, for a page with a form', form.svelte)
	];
	expect(`${table.join('\n')}\n`).toMatchSnapshot('sizes.txt');
});

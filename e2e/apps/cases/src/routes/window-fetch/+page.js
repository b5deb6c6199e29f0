import { browser } from '$app/env';

export async function load({ fetch: given }) {
	const texts = [await (await given('/raw?given')).text()];
	if (browser) {
		texts.push(await (await fetch('/raw?at-once')).text());
		await Promise.resolve();
		texts.push(await (await window.fetch(new URL('/raw?later', location.href))).text());
	}
	return { texts: texts.length };
}

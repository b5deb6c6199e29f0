import { existsSync } from 'node:fs';
import { env } from 'node:process';

// The system's browser rather than a downloaded one: CHROMIUM names it, Debian's is the default,
// and where there is neither, an installed Chrome is tried.
const executablePath = env.CHROMIUM || ['/usr/bin/chromium'].find((path) => existsSync(path));

/** @type {import('@playwright/test').LaunchOptions} */
export const launchOptions = {
	...(executablePath ? { executablePath } : { channel: 'chrome' }),
	args: [
		'--no-sandbox',
		'--disable-gpu',
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync'
	]
};

import { defineConfig } from '@playwright/test';
import { env } from 'node:process';
import { launchOptions } from './browser.js';

export default defineConfig({
	testDir: 'tests',
	globalSetup: './global-setup.js',
	outputDir: 'results/artifacts',
	snapshotPathTemplate: '{testDir}/{testFileDir}/{arg}{ext}',
	fullyParallel: true,
	forbidOnly: Boolean(env.CI),
	workers: 2,
	reporter: [['list']],
	// These catch what hangs; how fast anything is, is no business of these tests (see bench/).
	timeout: 60_000,
	expect: { timeout: 15_000 },
	use: {
		launchOptions,
		screenshot: 'only-on-failure',
		trace: env.E2E_TRACE ? 'retain-on-failure' : 'off'
	},
	projects: [
		{ name: 'js', grepInvert: /@no-js/ },
		{ name: 'no-js', use: { javaScriptEnabled: false }, grepInvert: /@js/ }
	]
});

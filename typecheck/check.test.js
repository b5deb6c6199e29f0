import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const formwork = resolve(here, process.env.FORMWORK ?? '../target/debug/formwork');
const work = join(here, 'work');
rmSync(work, { recursive: true, force: true });
mkdirSync(work);

/** An app of this repository, where packages are found. */
function copy(source, name) {
	const app = join(work, name);
	const own = (path) => !/\/(build|\.formwork|\.svelte-kit|node_modules)$/.test(path);
	cpSync(resolve(here, source), app, { recursive: true, filter: own });
	return app;
}

/** Writes the types and checks with them; fails with whatever the checker says. */
function check(app, config = 'tsconfig.json') {
	execFileSync(formwork, ['sync', app], { stdio: ['ignore', 'ignore', 'inherit'] });
	const checker = join(here, 'node_modules/svelte-check/bin/svelte-check');
	const options = ['--workspace', app, '--tsconfig', join(app, config), '--output', 'human', '--threshold', 'error'];
	const { status, stdout, stderr } = spawnSync(process.execPath, [checker, ...options], { encoding: 'utf8' });
	assert.equal(status, 0, stdout + stderr);
	return stdout;
}

test('F-215 F-216 F-217 F-218 every name has the type it should have', () => {
	check(copy('app', 'app'));
});

for (const [language, name] of [['JavaScript with JSDoc', 'tour'], ['TypeScript', 'blog']]) {
	test(`F-215 ${language}: the ${name}`, () => {
		const app = copy(`../examples/${name}`, name);
		writeFileSync(
			join(app, 'tsconfig.json'),
			JSON.stringify({ extends: './.svelte-kit/tsconfig.json', compilerOptions: { strict: true, types: ['node'] } })
		);
		check(app);
	});
}

for (const template of ['minimal', 'demo']) {
	for (const types of ['ts', 'jsdoc']) {
		test(`what \`formwork new --template ${template} --types ${types}\` writes`, () => {
			const app = join(work, `${template}-${types}`);
			execFileSync(formwork, ['new', app, '--template', template, '--types', types, '--yes']);
			// The checker would ask Vite for its plugins, and this is about an app without packages.
			rmSync(join(app, 'vite.config.js'));
			check(app, types === 'ts' ? 'tsconfig.json' : 'jsconfig.json');
			assert(existsSync(join(app, 'node_modules/$app/tsconfig.json')));
		});
	}
}

import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

// For the fixture apps that have no configuration of their own. SvelteKit takes its origin at build
// time, Formwork from the environment.
export default defineConfig({
	plugins: [sveltekit({ adapter: adapter(), paths: { origin: process.env.ORIGIN || undefined } })]
});

// What this app adds to SvelteKit's own types.
import type { User } from '#lib/server/users.js';

declare global {
	namespace App {
		interface Locals {
			user: User | undefined;
		}
	}
}

export {};

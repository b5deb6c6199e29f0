// What this app adds to SvelteKit's own types.
import type { User } from '#lib/server/users.ts';

declare global {
	namespace App {
		interface Locals {
			user: User | undefined;
		}
	}
}

export {};

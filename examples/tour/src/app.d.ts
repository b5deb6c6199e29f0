declare global {
	namespace App {
		interface Locals {
			/** A random id per browser: todos and avatars belong to it, logged in or not. */
			visitor: string;
			user: { id: number; email: string; name: string } | null;
		}
		interface Error {
			/** Set by `handleError` for errors nobody expected; the same id is in the log. */
			id?: string;
		}
	}
}

export {};

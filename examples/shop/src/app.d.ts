declare global {
	namespace App {
		interface Locals {
			/** What the basket belongs to: the hash of the session cookie. Null until something was put into it. */
			session: string | null;
		}
		interface PageData {
			title?: string;
		}
	}
}

export {};

declare global {
	namespace App {
		interface Locals {
			/** Whose drops these are: the hash of the cookie. Null until something was dropped. */
			owner: string | null;
		}
		interface PageData {
			title?: string;
		}
	}
}

export {};

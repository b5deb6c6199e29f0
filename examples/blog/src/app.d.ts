declare global {
	namespace App {
		interface Locals {
			user: import('#lib/server/users.ts').User | null;
		}
		interface PageData {
			title?: string;
		}
		interface PageState {
			/** The post whose deletion is being asked about, over the list of posts. */
			deleting?: { id: number; title: string };
		}
		interface Error {
			/** Set by `handleError` for errors nobody expected; the same id is in the log. */
			id?: string;
		}
	}
}

export {};

declare global {
	namespace App {
		interface Error {
			hint?: string;
		}
		interface Locals {
			user: { name: string } | undefined;
		}
		interface PageData {
			title?: string;
		}
		interface PageState {
			open?: boolean;
		}
	}
}

export {};

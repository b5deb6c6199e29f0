// Only type checkers read this.
declare global {
	namespace App {
		interface Locals {
			ran: string[];
		}
	}
}

export {};

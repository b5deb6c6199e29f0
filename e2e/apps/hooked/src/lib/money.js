export class Money {
	/** @param {number} cents */
	constructor(cents) {
		this.cents = cents;
	}

	toString() {
		return `${(this.cents / 100).toFixed(2)} EUR`;
	}
}

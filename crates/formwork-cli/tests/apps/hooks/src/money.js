export class Money {
	constructor(amount, currency) {
		this.amount = amount;
		this.currency = currency;
	}

	toString() {
		return `${this.amount} ${this.currency}`;
	}
}

/** Always one currency. */
export class Coin extends Money {
	constructor(amount) {
		super(amount, 'EUR');
	}
}

export class Money {
	constructor(amount, currency) {
		this.amount = amount;
		this.currency = currency;
	}

	toString() {
		return `${this.amount} ${this.currency}`;
	}
}

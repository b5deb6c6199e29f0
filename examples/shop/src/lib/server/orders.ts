import { randomUUID } from 'node:crypto';
import { COUNTRIES, type Order } from '#lib/schemas.ts';
import { basketOf, totalOf, type Line } from './basket.ts';
import { all, get, run, transaction } from './db.ts';

export interface Placed {
	id: string;
	address: string;
	total: number;
}

/** Thrown inside the transaction, so that nothing of the order stays. */
class SoldOut extends Error {
	line: Line;

	constructor(line: Line) {
		super();
		this.line = line;
	}
}

/**
 * Turns the basket into an order, once for each key: a second submission, from a double click or a reload,
 * gets the order of the first. Stock is taken here and nowhere else.
 */
export function placeOrder(
	session: string,
	{ key, ...address }: Order
): { id: string } | { problem: string } {
	try {
		return transaction(() => {
			const earlier = get<{ id: string }>(
				'SELECT id FROM orders WHERE key = ? AND session = ?',
				key,
				session
			);
			if (earlier) return earlier;

			const lines = basketOf(session);
			if (!lines.length) return { problem: 'There is nothing in your basket.' };

			const id = randomUUID();
			run(
				'INSERT INTO orders (id, key, session, address, total) VALUES (?, ?, ?, ?, ?)',
				id,
				key,
				session,
				written(address),
				totalOf(lines)
			);
			for (const line of lines) {
				const taken = run(
					'UPDATE products SET stock = stock - ? WHERE id = ? AND stock >= ?',
					line.quantity,
					line.id,
					line.quantity
				);
				if (!taken.changes) throw new SoldOut(line);
				run('INSERT INTO order_lines VALUES (?, ?, ?, ?)', id, line.name, line.quantity, line.price);
			}
			run('DELETE FROM lines WHERE session = ?', session);
			return { id };
		});
	} catch (error) {
		if (!(error instanceof SoldOut)) throw error;
		const { name, stock } = error.line;
		return { problem: stock ? `Only ${stock} of ${name} left.` : `${name} is sold out.` };
	}
}

function written({ name, street, postcode, city, country }: Omit<Order, 'key'>) {
	return [name, street, `${postcode} ${city}`, COUNTRIES[country as keyof typeof COUNTRIES]].join('\n');
}

/** An order is shown to the session that placed it and to nobody else. */
export function orderOf(session: string | null, id: string) {
	const order =
		session && get<Placed>('SELECT id, address, total FROM orders WHERE id = ? AND session = ?', id, session);
	if (!order) return null;

	const lines = all<{ id: number; name: string; quantity: number; price: number }>(
		'SELECT rowid AS id, name, quantity, price FROM order_lines WHERE "order" = ?',
		id
	);
	return { ...order, lines };
}

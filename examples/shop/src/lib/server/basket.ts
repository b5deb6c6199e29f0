import { MAX_QUANTITY } from '#lib/schemas.ts';
import { all, get, run, transaction } from './db.ts';

export interface Product {
	id: number;
	slug: string;
	name: string;
	text: string;
	price: number;
	stock: number;
}

export interface Line extends Product {
	quantity: number;
}

export const products = () => all<Product>('SELECT * FROM products ORDER BY id');
export const productBySlug = (slug: string) => get<Product>('SELECT * FROM products WHERE slug = ?', slug);

export const basketOf = (session: string | null) =>
	session
		? all<Line>(
				`SELECT products.*, quantity FROM lines
				 JOIN products ON products.id = product WHERE session = ? ORDER BY products.id`,
				session
			)
		: [];

export const totalOf = (lines: { price: number; quantity: number }[]) =>
	lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);

/** How many are in a basket, for the badge of the layout. */
export const countOf = (session: string | null) =>
	session
		? (get<{ n: number }>('SELECT coalesce(sum(quantity), 0) AS n FROM lines WHERE session = ?', session)
				?.n ?? 0)
		: 0;

/** Why it cannot be so many, or null when it is done. Nothing is reserved: stock is taken by an order. */
export function setQuantity(session: string, product: number, quantity: number): string | null {
	if (quantity === 0) {
		run('DELETE FROM lines WHERE session = ? AND product = ?', session, product);
		return null;
	}
	const found = get<Product>('SELECT * FROM products WHERE id = ?', product);
	if (!found) return 'There is no such product.';
	if (quantity > found.stock)
		return found.stock ? `Only ${found.stock} of ${found.name} left.` : `${found.name} is sold out.`;

	run('REPLACE INTO lines (session, product, quantity) VALUES (?, ?, ?)', session, product, quantity);
	return null;
}

/** One transaction, so that of two clicks at the same time none is lost between the reading and the writing. */
export function addOne(session: string, product: number): string | null {
	return transaction(() => {
		const line = get<Line>('SELECT quantity FROM lines WHERE session = ? AND product = ?', session, product);
		const quantity = (line?.quantity ?? 0) + 1;
		return quantity > MAX_QUANTITY
			? `At most ${MAX_QUANTITY} of a kind.`
			: setQuantity(session, product, quantity);
	});
}

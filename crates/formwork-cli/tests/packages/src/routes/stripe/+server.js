import { json } from '@sveltejs/kit';
import Stripe from 'stripe';

const stripe = new Stripe('sk_test_123', { httpClient: Stripe.createFetchHttpClient() });
const secret = 'whsec_test';

export async function POST({ request }) {
	const payload = await request.text();
	const header = stripe.webhooks.generateTestHeaderString({ payload, secret });
	const event = stripe.webhooks.constructEvent(payload, header, secret);
	const async = await stripe.webhooks.constructEventAsync(payload, header, secret);
	let refused;
	try {
		stripe.webhooks.constructEvent(payload + ' ', header, secret);
	} catch (error) {
		refused = error.type;
	}
	return json({ id: event.id, async: async.id, refused, version: typeof Stripe.PACKAGE_VERSION });
}

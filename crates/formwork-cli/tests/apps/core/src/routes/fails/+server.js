import { fails } from '../../lib/fails.js';

export function GET(event) {
	fails(event, 'endpoint');
	return new Response('fine');
}

export const POST = GET;

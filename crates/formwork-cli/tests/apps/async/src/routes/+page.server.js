import { later } from '../lib/later.js';

export const load = ({ url }) => ({ who: url.searchParams.get('who') ?? 'nobody', promised: later('streamed') });

export const actions = { default: async ({ request }) => ({ text: (await request.formData()).get('text') }) };

import { json } from '@sveltejs/kit';
import * as z from 'zod';

const User = z
	.object({
		email: z.email(),
		age: z.coerce.number().int().min(18, 'must be an adult'),
		tags: z.array(z.string()).default([]),
		role: z.enum(['admin', 'user']),
		born: z.iso.date().optional()
	})
	.refine((user) => user.role !== 'admin' || user.age > 21, { path: ['role'], message: 'too young' });

export async function POST({ request }) {
	const result = User.safeParse(Object.fromEntries(await request.formData()));
	if (!result.success) return json(z.flattenError(result.error), { status: 400 });
	const schema = z.toJSONSchema(z.object({ a: z.string().max(5) }));
	return json({ user: result.data, schema, async: await z.string().transform(async (text) => text.length).parseAsync('four') });
}

import * as z from 'zod';
import * as v from 'valibot';

export const signup = z.object({
	name: z.string().min(2, 'too short').default('Hello world!'),
	email: z.email('not an address'),
	age: z.number().int().min(18).default(20),
	born: z.date().optional(),
	tags: z.string().array().default(['a', 'b']),
	terms: z.boolean()
});

export const login = v.object({
	email: v.pipe(v.string(), v.email('not an address')),
	password: v.pipe(v.string(), v.minLength(8, 'too short'))
});

import * as v from 'valibot';

/** As many of one thing as fit into a parcel. */
export const MAX_QUANTITY = 20;

const text = (label: string, max: number) =>
	v.pipe(
		v.string(`${label} is missing.`),
		v.trim(),
		v.nonEmpty(`${label} is missing.`),
		v.maxLength(max, `${label}: at most ${max} characters.`)
	);

const MISSING = 'This is missing.'; // a field that no form of ours leaves out

const whole = v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'This is not a whole number.'), v.transform(Number));

export const line = v.object(
	{
		product: whole,
		quantity: v.pipe(whole, v.maxValue(MAX_QUANTITY, `At most ${MAX_QUANTITY} of a kind.`))
	},
	MISSING
);

export const COUNTRIES = { AT: 'Austria', CH: 'Switzerland', DE: 'Germany', NL: 'Netherlands' };

const POSTCODES: Record<string, RegExp> = {
	AT: /^\d{4}$/,
	CH: /^\d{4}$/,
	DE: /^\d{5}$/,
	NL: /^\d{4} ?[A-Z]{2}$/i
};

export const order = v.pipe(
	v.object(
		{
			/** Made with the form and sent with it: the same key twice is the same order. */
			key: v.pipe(v.string(), v.uuid()),
			name: text('Name', 80),
			email: v.pipe(text('E-mail', 120), v.email('This is not an e-mail address.')),
			street: text('Street', 120),
			postcode: text('Postcode', 10),
			city: text('City', 80),
			country: v.picklist(Object.keys(COUNTRIES), 'We do not deliver there.'),
			terms: v.pipe(v.optional(v.string(), ''), v.literal('on', 'Please accept the terms.')) // unchecked it is not sent
		},
		MISSING
	),
	// A rule about two fields, said at one of them.
	v.forward(
		v.partialCheck(
			[['postcode'], ['country']],
			({ postcode, country }) => POSTCODES[country].test(postcode),
			'This is not a postcode of that country.'
		),
		['postcode']
	)
);

export type Order = v.InferOutput<typeof order>;
export type Problems<Schema extends v.GenericSchema> = { [Name in keyof v.InferInput<Schema>]?: string };

/** The values of a form, or the first problem of each field beside what was sent. */
export function read<Schema extends v.GenericSchema>(schema: Schema, data: FormData) {
	const sent = Object.fromEntries([...data].filter(([, value]) => typeof value === 'string')) as Record<
		string,
		string
	>;
	const { success, output, issues } = v.safeParse(schema, sent);
	if (success) return { values: output as v.InferOutput<Schema>, sent, problems: null };

	const problems: Record<string, string> = {};
	for (const issue of issues ?? []) problems[v.getDotPath(issue) ?? ''] ??= issue.message;
	return { values: null, sent, problems: problems as Problems<Schema> };
}

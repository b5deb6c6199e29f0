import { createHash } from 'node:crypto';
import { fail } from '@sveltejs/kit';

export const config = {
	formwork: {
		bodySizeLimit: '64K',
		actions: {
			large: { bodySizeLimit: '2G' },
			tiny: { bodySizeLimit: 100 },
			few: { maxFields: 3, maxFieldSize: 10 },
			watched: { bodySizeLimit: '2G' },
			methods: { bodySizeLimit: '10M' },
			cloned: { bodySizeLimit: '10M' },
			keep: { bodySizeLimit: '10M' },
			many: { bodySizeLimit: '1M', maxFields: 5000, maxFieldSize: '512K' }
		}
	}
};

let runs = 0;
const fates = new Map();

const digest = async (blob) => {
	const hash = createHash('sha256');
	for await (const chunk of blob.stream()) hash.update(chunk);
	return hash.digest('hex');
};

const describe = async (request) => {
	const fields = [];
	for (const [name, value] of await request.formData()) {
		fields.push(
			value instanceof File
				? { name, file: value.name, type: value.type, size: value.size, sha256: await digest(value) }
				: { name, length: value.length }
		);
	}
	return { fields };
};

export const load = () => ({ runs });

export const actions = {
	// Reads the form with the page's limit.
	page: ({ request }) => describe(request),
	large: ({ request }) => describe(request),
	tiny: ({ request }) => describe(request),
	few: ({ request }) => describe(request),
	many: ({ request }) => describe(request),
	// Whatever happens, it is counted.
	count: async ({ request }) => {
		runs += 1;
		await request.text();
	},
	// Looks at the request in a way that needs its body, before the form is read.
	cloned: async ({ request }) => {
		const clone = request.clone();
		return { first: (await describe(request)).fields, second: (await describe(clone)).fields };
	},
	methods: async ({ request }) => {
		const file = (await request.formData()).get('file');
		const part = file.slice(100_000, 300_000, 'a/b');
		const copy = new File([file], 'copy', { type: 'x/y' });
		const joined = new Blob(['<', file.slice(0, 5), '>']);
		return {
			size: file.size,
			text: (await file.text()).length,
			buffer: (await file.arrayBuffer()).byteLength,
			bytes: (await file.bytes()).length,
			part: [part.size, part.type, await part.text()].map((value) => value.length ?? value),
			same: (await part.text()) === (await file.text()).slice(100_000, 300_000),
			copy: [copy.name, copy.size, (await digest(copy)) === (await digest(file))],
			joined: await joined.text(),
			response: (await new Response(file).arrayBuffer()).byteLength,
			cloned: structuredClone(file).size
		};
	},
	// Kept until `released` asks; the file is readable as long as somebody has it.
	keep: async ({ request }) => {
		globalThis.kept = (await request.formData()).get('file');
		return { size: globalThis.kept.size };
	},
	kept: async () => ({ sha256: await digest(globalThis.kept), text: (await globalThis.kept.slice(0, 4).text()) }),
	watched: async ({ request, url }) => {
		const fate = { began: true, rejected: null, aborted: false };
		fates.set(url.searchParams.get('id'), fate);
		request.signal.addEventListener('abort', () => (fate.aborted = true));
		try {
			await request.formData();
			fate.rejected = false;
		} catch (error) {
			fate.rejected = error.name;
		}
	},
	fate: ({ url }) => fates.get(url.searchParams.get('id')) ?? { began: false },
	ignored: () => ({ ignored: true }),
	prototypes: async ({ request }) => {
		const data = Object.fromEntries(await request.formData());
		return {
			names: Object.keys(data),
			polluted: [{}.polluted, {}.x, Object.prototype.polluted].filter((value) => value !== undefined).length
		};
	},
	invalid: async ({ request }) => fail(422, { size: (await request.formData()).get('file').size })
};

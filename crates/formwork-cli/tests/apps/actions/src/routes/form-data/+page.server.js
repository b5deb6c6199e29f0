import { names } from '#lib/names.js';

const describe = async (value) =>
	value instanceof File
		? {
				name: value.name,
				type: value.type,
				size: value.size,
				text: await value.text(),
				recent: Math.abs(Date.now() - value.lastModified) < 60_000
			}
		: value;

const outcome = async (promise) => {
	try {
		await promise;
		return 'fulfilled';
	} catch (error) {
		return error.name;
	}
};

const fates = new Map();

export const actions = {
	entries: async ({ request }) => {
		const entries = [];
		for (const [name, value] of await request.formData()) entries.push([name, await describe(value)]);
		return { entries };
	},
	twice: async ({ request }) => {
		const used_before = request.bodyUsed;
		const data = await request.formData();
		return {
			used_before,
			used_after: request.bodyUsed,
			a: data.get('a'),
			formData: await outcome(request.formData()),
			text: await outcome(request.text()),
			json: await outcome(request.json()),
			arrayBuffer: await outcome(request.arrayBuffer())
		};
	},
	clone: async ({ request }) => {
		const clone = request.clone();
		const [first, second] = [await request.formData(), await clone.formData()];
		return { first: first.get('a'), second: second.get('a') };
	},
	attempt: async ({ request }) => {
		try {
			return { entries: [...(await request.formData())].length };
		} catch (error) {
			return { threw: error.name };
		}
	},
	text: async ({ request }) => ({ text: await request.text() }),
	bytes: async ({ request }) => ({ bytes: [...new Uint8Array(await request.arrayBuffer())] }),
	stream: async ({ request }) => {
		let size = 0;
		for await (const chunk of request.body) size += chunk.byteLength;
		return { size };
	},
	size: async ({ request }) => ({ size: (await request.arrayBuffer()).byteLength }),
	ignore: () => ({ ignored: true }),
	caught: async ({ request }) => {
		try {
			await request.arrayBuffer();
			return { size: 'fits' };
		} catch (error) {
			return { caught: true };
		}
	},
	// Waits for a body that never comes in full; what became of it is kept for `interrupted`.
	wait: async ({ request, url }) => {
		const fate = { rejected: 'nothing', signal: false };
		fates.set(url.searchParams.get('id'), fate);
		request.signal.addEventListener('abort', () => (fate.signal = true));
		try {
			await request.arrayBuffer();
		} catch (error) {
			fate.rejected = error instanceof Error ? 'an error' : 'something else';
		}
	},
	interrupted: ({ url }) => fates.get(url.searchParams.get('id')) ?? null,
	from_entries: async ({ request }) => Object.fromEntries(await request.formData()),
	methods: async ({ request }) => {
		const data = await request.formData();
		const file = data.get('file');
		const result = {
			is_form_data: data instanceof FormData,
			keys: [...data.keys()],
			values: [...data.values()].map((value) => typeof value),
			entries: [...data.entries()].length,
			has: [data.has('a'), data.has('z')],
			get: [data.get('a'), data.get('z')],
			all: [data.getAll('a'), data.getAll('z')]
		};
		const visited = [];
		data.forEach((value, key, parent) => visited.push([key, parent === data]));
		result.visited = visited;
		data.append('a', 'added');
		data.set('b', 'replaced');
		data.delete('c');
		result.after = [...data].filter(([, value]) => typeof value === 'string');
		if (file) {
			const reader = file.stream().getReader();
			const first = await reader.read();
			result.file = {
				is_file: file instanceof File,
				is_blob: file instanceof Blob,
				name: file.name,
				size: file.size,
				type: file.type,
				modified: typeof file.lastModified,
				text: await file.text(),
				buffer: [...new Uint8Array(await file.arrayBuffer())],
				bytes: [...(await file.bytes())],
				slice: await file.slice(1, 3, 'text/x').text(),
				slice_type: file.slice(1, 3, 'text/x').type,
				stream: [...first.value]
			};
		}
		return result;
	},
	nested: async ({ request }) => names(await request.formData())
};

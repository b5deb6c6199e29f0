// Mistakes that must not take the server down (RELIABILITY.md, "Faults in user code").

let count = 0;

let arrived = 0;
let complete;
const together = new Promise((resolve) => (complete = resolve));

export function load() {
	return { count };
}

export const actions = {
	count: () => {
		count += 1;
	},
	/** Answers when `all` requests are here. */
	meet: async ({ url }) => {
		arrived += 1;
		if (arrived === Number(url.searchParams.get('all'))) complete();
		await together;
		return { met: true };
	},
	loop: () => {
		for (;;);
	},
	loop_later: async () => {
		await null;
		for (;;);
	},
	microtasks: () => {
		const again = () => void Promise.resolve().then(again);
		again();
		return new Promise(() => {});
	},
	regex: () => {
		/(x+x+)+y/.test('x'.repeat(50));
	},
	memory: () => {
		const all = [];
		for (;;) all.push(new Uint8Array(1 << 20));
	},
	recursion: () => {
		const deeper = () => deeper() + 1;
		return { depth: deeper() };
	},
	rejection: () => {
		Promise.reject(new Error('nobody looked'));
		return { ok: true };
	},
	rejection_later: async () => {
		await null;
		(async () => {
			await null;
			throw new RangeError('nobody waited', { cause: new TypeError('the cause') });
		})();
		return { ok: true };
	},
	caused: () => {
		throw new SyntaxError('the outer', { cause: new TypeError('the inner') });
	},
	caught: () => {
		try {
			null.property;
		} catch (error) {
			const wrapped = new AggregateError([error], 'several', { cause: error });
			return { name: error.name, is: error instanceof TypeError, cause: wrapped.cause === error, errors: wrapped.errors.length, stack: error.stack.includes('caught') };
		}
	},
	timer: () => {
		setTimeout(() => {
			throw new Error('in a timer');
		});
		return { ok: true };
	},
	thrown: async ({ url }) => {
		const kinds = {
			string: () => 'text',
			nothing: () => undefined,
			null: () => null,
			surrogate: () => new Error('half a \ud83d pair'),
			frozen: () => Object.freeze({ message: 'frozen' }),
			proxy: () => new Proxy({}, { get: () => { throw new Error('trap'); } }),
			to_string: () => ({ toString() { throw new Error('no text'); } })
		};
		throw kinds[url.searchParams.get('kind')]();
	}
};

// What a value is, and how it is built again, as devalue sees it (S-147, S-149, S-152): asked for every object that is neither an
// array nor made by an object literal; those are recognised in Rust. Gives a list whose first entry is the
// kind. Written for values of any make: only intrinsics taken here at start are trusted.
(() => {
	const to_string = Object.prototype.toString;
	const object_prototype = Object.prototype;
	const typed = Object.getPrototypeOf(Uint8Array);
	const buffer_of = Object.getOwnPropertyDescriptor(typed.prototype, 'buffer').get;
	const time_of = Date.prototype.getTime;
	const size_of = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
	const is_array = Array.isArray;
	const global_buffer = () => globalThis.Buffer;

	function view(name, value, unit) {
		const Buffer = global_buffer();
		if (Buffer !== undefined && value instanceof Buffer) {
			// Only what is visible of a Buffer: its memory may be shared with others (S-153).
			return ['View', 'Uint8Array', new Uint8Array(value).buffer, true];
		}
		const buffer = unit === 0 ? value.buffer : buffer_of.call(value);
		const whole = value.byteOffset === 0 && value.byteLength === buffer.byteLength;
		return ['View', name, buffer, whole, value.byteOffset, unit === 0 ? value.byteLength : value.length];
	}

	function is_plain(value) {
		const prototype = Object.getPrototypeOf(value);
		return (
			prototype === object_prototype ||
			prototype === null ||
			Object.getPrototypeOf(prototype) === null
		);
	}

	function build(kind, a, b, c) {
		switch (kind) {
			case 'Date':
				return new Date(a);
			case 'RegExp':
				return new RegExp(a, b);
			case 'URL':
				return new URL(a);
			case 'URLSearchParams':
				return new URLSearchParams(a);
			case 'Boxed':
				return Object(a);
			case 'Set':
				return new Set();
			case 'Map':
				return new Map();
			case 'BigInt':
				return BigInt(a);
			case 'DataView':
				return b === undefined ? new DataView(a) : new DataView(a, b, c);
		}
		if (kind.startsWith('Temporal.')) return Temporal[kind.slice(9)].from(a);
		// Throws for anything but a real buffer, whatever tag it wears: of a length or a list, which a
		// reviver may have put in its place, a new buffer would be made (S-159).
		size_of.call(a);
		const View = globalThis[kind];
		return b === undefined ? new View(a) : new View(a, b, c);
	}

	function describe(value) {
		if (typeof value.then === 'function') return ['Thenable'];
		// A proxy of one; arrays themselves are recognised in Rust.
		if (is_array(value)) return ['Array'];
		const tag = to_string.call(value).slice(8, -1);
		switch (tag) {
			case 'Number':
			case 'String':
			case 'Boolean':
			case 'BigInt':
				return ['Boxed', value.valueOf()];
			case 'Date':
				return ['Date', time_of.call(value)];
			case 'RegExp':
				return ['RegExp', value.source, value.flags];
			case 'URL':
				return ['URL', value.href];
			case 'URLSearchParams':
				return ['URLSearchParams', value.toString()];
			case 'Set':
				return ['Set', ...value];
			case 'Map': {
				const flat = ['Map'];
				for (const [key, entry] of value) flat.push(key, entry);
				return flat;
			}
			case 'ArrayBuffer':
				return ['ArrayBuffer', value];
			case 'DataView':
				return view(tag, value, 0);
		}
		if (ArrayBuffer.isView(value)) return view(tag, value, value.BYTES_PER_ELEMENT);
		if (tag.startsWith('Temporal.')) return ['Temporal', tag, value.toString()];
		if (!is_plain(value)) return ['Instance'];
		return Object.getPrototypeOf(value) === null ? ['Null'] : ['Plain'];
	}

	return { describe, build };
})()

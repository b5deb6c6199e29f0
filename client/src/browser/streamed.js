/**
 * Promises in server-load data (F-80, C-95): placeholders made while the data is decoded, settled by chunks that
 * arrive later, in any order. Used for a data response's further lines and for the document's appended scripts.
 */
import { decode } from './transport.js';

/**
 * @returns {{
 *   revivers: Record<string, (value: any) => any>,
 *   settle: (chunk: import('./app').StreamedChunk) => void,
 *   abandon: (reason: unknown) => void
 * }}
 */
export function streamedPromises() {
	/** @type {Map<number, { promise: Promise<any>, resolve: (value: any) => void, reject: (reason: any) => void }>} */
	const pending = new Map();

	/** @param {number} id */
	function placeholder(id) {
		let entry = pending.get(id);
		if (!entry) {
			/** @type {any} */
			const parts = {};
			parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
			// The page may never look at it; a rejection then is nobody's fault.
			parts.promise.catch(() => {});
			pending.set(id, (entry = parts));
		}
		return /** @type {NonNullable<typeof entry>} */ (entry);
	}

	const revivers = { Promise: (/** @type {number} */ id) => placeholder(id).promise };

	return {
		revivers,
		settle({ id, data, error }) {
			const entry = placeholder(id);
			try {
				if (error !== undefined) entry.reject(decode(error, revivers));
				else entry.resolve(data === undefined ? undefined : decode(data, revivers));
			} catch (failure) {
				entry.reject(failure);
			}
		},
		/** The stream ended: what has not settled never will. */
		abandon(reason) {
			for (const entry of pending.values()) entry.reject(reason);
		}
	};
}

/**
 * The document's chunks, including those that arrived before the runtime did.
 * @param {(chunk: import('./app').StreamedChunk) => void} settle
 */
export function receiveDocumentChunks(settle) {
	/** @type {any} */
	const scope = globalThis;
	const early = scope.__formwork_chunks ?? [];
	scope.__formwork_chunks = { push: settle };
	for (const chunk of early) settle(chunk);
}

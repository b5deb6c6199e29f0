/**
 * Data requests (C-88 … C-102): asks the server for the server loads of some nodes of a page and decodes the answer.
 * The promise settles with the first line; promises inside the data settle as further lines arrive.
 */
import { ServerError } from './errors.js';
import { leaving } from './leaving.js';
import { readLines } from './lines.js';
import { dataUrl } from './location.js';
import { streamedPromises } from './streamed.js';
import { decodeFlat } from './transport.js';
import { noteVersion } from './version.js';

/** The request as a whole was refused or did not get through: the root error page shows it (C-99). */
export class DataFailure {
	/** @param {unknown} cause for `toErrorObject` */
	constructor(cause) {
		this.cause = cause;
	}
}

/**
 * @param {URL} url of the page
 * @param {boolean[]} invalid per position
 * @returns {Promise<import('./app').DataResponse>}
 */
export async function fetchData(url, invalid) {
	/** @type {Response} */
	let response;
	try {
		response = await window.fetch(dataUrl(url, invalid).href);
	} catch (error) {
		if (leaving.document) return new Promise(() => {}); // the browser has broken it off (C-140)
		throw new DataFailure(error);
	}
	noteVersion(response);

	if (!response.ok) throw new DataFailure(await refusal(response));
	if (!response.body) throw new DataFailure(new Error('A data response has no body'));

	const lines = readLines(response.body);
	let first;
	try {
		first = JSON.parse((await lines.next()).value ?? '');
	} catch (error) {
		throw new DataFailure(error);
	}
	if (first.type !== 'data') {
		void lines.return();
		return first;
	}

	const streamed = streamedPromises();
	for (const node of first.nodes) {
		if (node?.type === 'data') node.data = decodeFlat(node.data, streamed.revivers);
	}
	void settleRest(lines, streamed);
	return first;
}

/**
 * @param {AsyncGenerator<string, void, void>} lines
 * @param {ReturnType<typeof import('./streamed.js').streamedPromises>} streamed
 */
async function settleRest(lines, streamed) {
	try {
		for await (const line of lines) {
			const chunk = JSON.parse(line);
			if (chunk.type === 'chunk') streamed.settle(chunk);
		}
		streamed.abandon(new Error('The data response ended early'));
	} catch (error) {
		streamed.abandon(error);
	}
}

/**
 * @param {Response} response
 * @returns {Promise<ServerError>}
 */
async function refusal(response) {
	const status = response.status;
	if (response.headers.get('content-type')?.includes('application/json')) {
		try {
			const body = await response.json();
			if (typeof body?.message === 'string') return new ServerError({ status, ...body });
		} catch {
			// said it was JSON and is not
		}
	}
	return new ServerError({ status, message: status === 404 ? 'Not Found' : 'Internal Error' });
}


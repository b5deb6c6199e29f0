import { deserialize } from '$app/forms';

/**
 * Sends a form as `use:enhance` does, but tells how far it is, which `fetch` cannot.
 * @param {URL} action
 * @param {FormData} body
 * @param {{ progress: (part: number) => void, signal: AbortSignal }} options `part` is between 0 and 1
 * @returns {Promise<import('$app/forms').ActionResult>} rejects when there was no answer, or it was aborted
 */
export function upload(action, body, { progress, signal }) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('POST', action);
		request.setRequestHeader('accept', 'application/json');
		request.setRequestHeader('x-sveltekit-action', 'true');
		request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
		request.onload = () => {
			try {
				resolve(deserialize(request.responseText));
			} catch {
				reject(new Error(`The server answered with ${request.status}.`)); // a proxy, perhaps
			}
		};
		request.onerror = () => reject(new Error('The connection broke off.'));
		request.onabort = () => reject(signal.reason);
		signal.addEventListener('abort', () => request.abort());
		request.send(body);
	});
}

/**
 * Lines of a byte stream, whatever the packet boundaries (C-100): a line may arrive in pieces, several may arrive at
 * once, a character may be cut in two. The last line need not end in a newline.
 */

/**
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<string, void, void>} non-empty lines
 */
export async function* readLines(body) {
	const reader = body.getReader();
	const decoder = new TextDecoder();
	let rest = '';
	try {
		for (;;) {
			const { done, value } = await reader.read();
			rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
			const lines = rest.split('\n');
			rest = done ? '' : /** @type {string} */ (lines.pop());
			for (const line of lines) if (line) yield line;
			if (done) return;
		}
	} finally {
		reader.cancel().catch(() => {});
	}
}

/** @param {string} text */
export function count(text) {
	return { words: text.match(/[\p{L}\p{N}’'-]+/gu)?.length ?? 0, characters: [...text].length };
}

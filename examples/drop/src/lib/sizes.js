/** All files of one drop together; `config` in the page's server module and BODY_SIZE_LIMIT say the same. */
export const MAX_BYTES = 256 * 1024 * 1024;

/** `1536` as `1.5 KiB`. @param {number} bytes */
export function size(bytes) {
	let unit = 0;
	for (; bytes >= 1024 && unit < 3; unit++) bytes /= 1024;
	return `${unit ? bytes.toFixed(1).replace('.0', '') : bytes} ${['bytes', 'KiB', 'MiB', 'GiB'][unit]}`;
}

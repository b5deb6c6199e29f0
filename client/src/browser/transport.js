/**
 * From text to values: devalue with the app's transport hook (S-164 … S-167). The hook is set once at start; before
 * that only built-in types are known. The other direction is encode.js.
 */
import { parse, unflatten } from 'devalue';

/** @type {Record<string, (value: any) => any>} */
let decoders = {};
/** @type {Record<string, (value: any) => any>} */
export let encoders = {};

/** @param {Record<string, import('./app').Transporter> | undefined} transport */
export function setTransport(transport = {}) {
	decoders = {};
	encoders = {};
	for (const name of Object.keys(transport)) {
		decoders[name] = (value) => transport[name].decode(value);
		encoders[name] = (value) => transport[name].encode(value);
	}
}

/** @param {string} text @param {Record<string, (value: any) => any>} [extra] */
export const decodeText = (text, extra) => parse(text, extra ? { ...decoders, ...extra } : decoders);

/**
 * Decodes a flat array that was part of a larger JSON document (S-160).
 * @param {any} flat
 * @param {Record<string, (value: any) => any>} [extra]
 */
export const decodeFlat = (flat, extra) =>
	unflatten(flat, extra ? { ...decoders, ...extra } : decoders);

/** @param {string | unknown[]} value @param {Record<string, (value: any) => any>} [extra] */
export const decode = (value, extra) =>
	typeof value === 'string' ? decodeText(value, extra) : decodeFlat(value, extra);

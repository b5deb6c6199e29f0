// `node:buffer`; the class is in js/buffer.js.
const { load } = globalThis.__formwork_native;

export const { Buffer } = load('buffer');
export const { Blob, File } = load('blob');
export const { atob, btoa } = globalThis;
export const kMaxLength = 0x7fffffff;
export const kStringMaxLength = 0x1fffffff;
export const INSPECT_MAX_BYTES = 50;
export const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength };

export function SlowBuffer(size) {
  return Buffer.alloc(size);
}

export function isUtf8(input) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(input);
    return true;
  } catch {
    return false;
  }
}

export function isAscii(input) {
  const bytes = ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);
  return bytes.every((byte) => byte < 0x80);
}

export function transcode(source, from, to) {
  return Buffer.from(Buffer.from(source).toString(from), to);
}

export default {
  Buffer, Blob, File, atob, btoa, kMaxLength, kStringMaxLength, INSPECT_MAX_BYTES, constants, SlowBuffer, isUtf8, isAscii, transcode,
};

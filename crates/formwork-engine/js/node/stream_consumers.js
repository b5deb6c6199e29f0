// `node:stream/consumers`: all of a stream at once.
import { steps } from 'formwork:bound';

const { Buffer } = globalThis.__formwork_native.load('buffer');

export async function buffer(stream) {
  const chunks = [];
  for await (const chunk of steps(stream)) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

export const text = async (stream) => (await buffer(stream)).toString('utf8');
export const json = async (stream) => JSON.parse(await text(stream));
export const arrayBuffer = async (stream) => new Uint8Array(await buffer(stream)).buffer;
export const blob = async (stream) => new Blob([await buffer(stream)]);

export default { buffer, text, json, arrayBuffer, blob };

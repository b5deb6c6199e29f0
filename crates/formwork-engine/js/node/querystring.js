// `node:querystring`: the older, simpler form of URLSearchParams.
export const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => c);

export function unescape(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return globalThis.Buffer.from(text.replace(/%[0-9a-f]{2}/gi, (hex) => String.fromCharCode(parseInt(hex.slice(1), 16))), 'latin1').toString('utf8');
  }
}

const plain = (value) => (['string', 'number', 'bigint', 'boolean'].includes(typeof value) && (typeof value !== 'number' || Number.isFinite(value)) ? String(value) : '');

export function stringify(object, separator = '&', equals = '=', options) {
  if (typeof object !== 'object' || object === null) return '';
  const encode = options?.encodeURIComponent ?? module.escape;
  return Object.keys(object)
    .flatMap((key) => [object[key]].flat().map((value) => `${encode(plain(key))}${equals}${encode(plain(value))}`))
    .join(separator);
}

export function parse(text, separator = '&', equals = '=', options) {
  const result = Object.create(null);
  if (typeof text !== 'string' || text === '') return result;
  const decode = options?.decodeURIComponent ?? module.unescape;
  const most = options?.maxKeys ?? 1000;
  const pairs = text.split(separator);
  for (const pair of most > 0 ? pairs.slice(0, most) : pairs) {
    if (pair === '') continue;
    const at = pair.indexOf(equals);
    const [key, value] = (at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + equals.length)]).map((part) => decode(part.replaceAll('+', ' ')));
    if (result[key] === undefined) result[key] = value;
    else if (Array.isArray(result[key])) result[key].push(value);
    else result[key] = [result[key], value];
  }
  return result;
}

export { parse as decode, stringify as encode };

const module = { escape, unescape, stringify, parse, encode: stringify, decode: parse };
export default module;

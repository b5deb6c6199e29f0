// `node:url`.
import { coded } from 'formwork:errors';

const native = globalThis.__formwork_native;
const { URL, URLSearchParams } = globalThis;
export { URL, URLSearchParams };

export function fileURLToPath(url) {
  const parsed = typeof url === 'string' ? new URL(url) : url;
  if (!(parsed instanceof URL)) throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "path" argument must be of type string or an instance of URL.');
  if (parsed.protocol !== 'file:') throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  if (parsed.hostname !== '') throw coded(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty');
  if (/%2f/i.test(parsed.pathname)) throw coded(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  return decodeURIComponent(parsed.pathname);
}

export function pathToFileURL(path) {
  const cwd = native.cwd();
  const absolute = path.startsWith('/') ? path : `${cwd}/${path}`;
  const escaped = absolute
    .replaceAll('%', '%25').replaceAll('\\', '%5C').replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('\t', '%09')
    .replaceAll('?', '%3F').replaceAll('#', '%23');
  const url = new URL('file:///');
  url.pathname = escaped;
  return url;
}

export const domainToASCII = (domain) => native.domainToASCII(domain);
export const domainToUnicode = (domain) => native.domainToUnicode(domain);

export function urlToHttpOptions(url) {
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
  const options = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), hash, search, pathname, path: `${pathname}${search}`, href };
  if (port !== '') options.port = Number(port);
  if (username !== '' || password !== '') options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

export const format = (url) => (url instanceof URL ? url.href : typeof url === 'string' ? url : legacyFormat(url));

function legacyFormat({ protocol, host, hostname, port, pathname = '', search, query, hash = '' }) {
  const scheme = protocol ? (protocol.endsWith(':') ? protocol : `${protocol}:`) : '';
  const authority = host ?? (hostname ? hostname + (port ? `:${port}` : '') : '');
  const text = search ?? (query ? `?${typeof query === 'string' ? query : new URLSearchParams(query)}` : '');
  return `${scheme}${authority ? '//' : ''}${authority}${authority && pathname && !pathname.startsWith('/') ? '/' : ''}${pathname}${text}${hash && !hash.startsWith('#') ? '#' : ''}${hash}`;
}

/** The old parser, for absolute and path-only URLs. */
export function parse(text, parseQuery = false) {
  const match = /^([a-z][a-z0-9+.-]*:)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(String(text)) ?? [];
  const [, protocol = null, auth = null, host = null, pathname, search = null, hash = null] = match;
  const [, hostname = null, port = null] = /^(.*?)(?::(\d+))?$/.exec(host ?? '') ?? [];
  const query = search === null ? null : search.slice(1);
  return {
    protocol, slashes: host !== null || null, auth, host, port, hostname: host === null ? null : hostname, hash, search,
    query: parseQuery ? Object.fromEntries(new URLSearchParams(query ?? '')) : query,
    pathname: pathname || (host === null ? null : '/'), path: (pathname || '/') + (search ?? ''), href: String(text),
  };
}

export const resolve = (from, to) => {
  const base = new URL(from, 'resolve://');
  const resolved = new URL(to, base);
  return resolved.protocol === 'resolve:' ? resolved.pathname + resolved.search + resolved.hash : resolved.href;
};

export default {
  URL, URLSearchParams, fileURLToPath, pathToFileURL, domainToASCII, domainToUnicode, urlToHttpOptions, format, parse, resolve,
};

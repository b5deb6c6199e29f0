// `node:path`, POSIX.
function check(path, name = 'path') {
  if (typeof path !== 'string') {
    const error = new TypeError(`The "${name}" argument must be of type string.`);
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  return path;
}

export const sep = '/';
export const delimiter = ':';

/** Segments without `.` and with `..` applied; above the root nothing is. */
function reduce(path, absolute) {
  const out = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') out.push(segment);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!absolute) out.push('..');
  }
  return out.join('/');
}

export const isAbsolute = (path) => check(path).startsWith('/');

export function normalize(path) {
  check(path);
  if (path === '') return '.';
  const absolute = path.startsWith('/');
  let reduced = reduce(path, absolute);
  if (reduced === '' && !absolute) reduced = '.';
  if (reduced !== '' && path.endsWith('/')) reduced += '/';
  return absolute ? `/${reduced}` : reduced;
}

export function join(...parts) {
  const joined = parts.map((part) => check(part)).filter((part) => part !== '').join('/');
  return joined === '' ? '.' : normalize(joined);
}

export function resolve(...parts) {
  let path = '';
  for (const part of [...parts].reverse()) {
    check(part);
    if (part === '') continue;
    path = path === '' ? part : `${part}/${path}`;
    if (part.startsWith('/')) break;
  }
  if (!path.startsWith('/')) path = `${globalThis.__formwork_native.cwd()}/${path}`;
  return `/${reduce(path, true)}`;
}

export function dirname(path) {
  check(path);
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  // The slash in front of the last segment; slashes at the end do not count, those before it stay.
  let end = path.length - 1;
  while (end >= 1 && path[end] === '/') end--;
  while (end >= 1 && path[end] !== '/') end--;
  if (end < 1) return rooted ? '/' : '.';
  return rooted && end === 1 ? '//' : path.slice(0, end);
}

export function basename(path, suffix) {
  check(path);
  const name = path.replace(/\/+$/, '').split('/').at(-1);
  if (suffix !== undefined && name !== suffix && name.endsWith(check(suffix, 'suffix'))) return name.slice(0, name.length - suffix.length);
  return name;
}

export function extname(path) {
  const name = basename(path);
  const at = name.lastIndexOf('.');
  return at <= 0 || name === '..' ? '' : name.slice(at);
}

export function relative(from, to) {
  const [a, b] = [resolve(check(from, 'from')), resolve(check(to, 'to'))].map((path) => path.split('/').filter(Boolean));
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return [...a.slice(shared).map(() => '..'), ...b.slice(shared)].join('/');
}

export function parse(path) {
  check(path);
  const base = basename(path);
  const ext = extname(path);
  const root = path.startsWith('/') ? '/' : '';
  const start = path.replace(/\/+$/, '').lastIndexOf('/');
  const dir = base !== '' && start >= root.length ? path.slice(0, start) : root;
  return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
}

export function format({ root = '', dir = '', base, name = '', ext = '' }) {
  const file = base ?? name + (ext === '' || ext.startsWith('.') ? ext : `.${ext}`);
  if (dir === '') return root + file;
  return dir === root ? dir + file : `${dir}/${file}`;
}

export const toNamespacedPath = (path) => path;

export const posix = {
  sep, delimiter, isAbsolute, normalize, join, resolve, dirname, basename, extname, relative, parse, format, toNamespacedPath,
};
posix.posix = posix;

export default posix;

// `node:fs`: files that small applications keep. Everything happens at once (src/node/fs.rs); the
// callback and promise forms give their answer later.
import { fileURLToPath } from 'node:url';

const native = globalThis.__formwork_native;
const { Buffer, wrap } = native.load('buffer');
const { makeBlob } = native.load('blob');

function pathOf(path) {
  if (path instanceof URL) return fileURLToPath(path);
  const text = path instanceof Uint8Array ? native.decode('utf-8', path, false, true) : path;
  if (typeof text !== 'string') {
    const error = new TypeError('The "path" argument must be of type string or an instance of Buffer or URL.');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  if (text.includes('\0')) {
    const error = new TypeError('The path must be without null bytes');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw error;
  }
  return text;
}

const encodingOf = (options) => (typeof options === 'string' ? options : (options?.encoding ?? undefined));

function dataOf(data, encoding) {
  if (typeof data === 'string') return encoding === undefined || /^utf-?8$/i.test(encoding) ? data : Buffer.from(data, encoding);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const error = new TypeError('The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.');
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}

function modeOf(options) {
  const mode = typeof options === 'object' && options !== null ? options.mode : undefined;
  return typeof mode === 'string' ? parseInt(mode, 8) : (mode ?? null);
}

export function readFileSync(path, options) {
  const bytes = wrap(native.fsRead(pathOf(path)));
  const encoding = encodingOf(options);
  return encoding === undefined || encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

export function writeFileSync(path, data, options) {
  const flag = typeof options === 'object' && options !== null ? (options.flag ?? 'w') : 'w';
  native.fsWrite(pathOf(path), dataOf(data, encodingOf(options)), flag, modeOf(options));
}

export function appendFileSync(path, data, options) {
  const flag = typeof options === 'object' && options !== null ? (options.flag ?? 'a') : 'a';
  native.fsWrite(pathOf(path), dataOf(data, encodingOf(options)), flag, modeOf(options));
}

export function existsSync(path) {
  try {
    return native.fsExists(pathOf(path));
  } catch {
    return false;
  }
}

export function mkdirSync(path, options) {
  return native.fsMkdir(pathOf(path), Boolean(options?.recursive)) ?? undefined;
}

let counter = 0;
export function mkdtempSync(prefix) {
  for (;;) {
    const path = pathOf(prefix) + native.randomUUID().slice(0, 6) + (counter++ > 0 ? counter : '');
    try {
      native.fsMkdir(path, false);
      return path;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

export function rmSync(path, options) {
  native.fsRemove(pathOf(path), Boolean(options?.recursive), Boolean(options?.force));
}

export function rmdirSync(path, options) {
  if (options?.recursive) native.fsRemove(pathOf(path), true, false);
  else native.fsRmdir(pathOf(path));
}

export function unlinkSync(path) {
  native.fsUnlink(pathOf(path));
}

export function renameSync(from, to) {
  native.fsRename(pathOf(from), pathOf(to));
}

export function copyFileSync(from, to) {
  native.fsCopy(pathOf(from), pathOf(to));
}

export function realpathSync(path) {
  return native.fsRealpath(pathOf(path));
}

export class Stats {
  #raw;

  constructor(raw) {
    this.#raw = raw;
    const { size, mode, ino, dev, nlink, uid, gid, mtimeMs, atimeMs, ctimeMs, birthtimeMs } = raw;
    Object.assign(this, { dev, mode, nlink, uid, gid, ino, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs });
    this.atime = new Date(atimeMs);
    this.mtime = new Date(mtimeMs);
    this.ctime = new Date(ctimeMs ?? mtimeMs);
    this.birthtime = new Date(birthtimeMs);
  }

  isFile() { return this.#raw.file; }
  isDirectory() { return this.#raw.directory; }
  isSymbolicLink() { return this.#raw.symlink; }
  isFIFO() { return false; }
  isSocket() { return false; }
  isBlockDevice() { return false; }
  isCharacterDevice() { return false; }
}

function statWith(path, options, follow) {
  try {
    return new Stats(native.fsStat(pathOf(path), follow));
  } catch (error) {
    if (options?.throwIfNoEntry === false && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export const statSync = (path, options) => statWith(path, options, true);
export const lstatSync = (path, options) => statWith(path, options, false);

export function accessSync(path) {
  native.fsStat(pathOf(path), true);
}

export class Dirent {
  #kind;

  constructor(name, parentPath, kind) {
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
    this.#kind = kind;
  }

  isFile() { return this.#kind === 'file'; }
  isDirectory() { return this.#kind === 'directory'; }
  isSymbolicLink() { return this.#kind === 'symlink'; }
  isFIFO() { return false; }
  isSocket() { return false; }
  isBlockDevice() { return false; }
  isCharacterDevice() { return false; }
}

export function readdirSync(path, options) {
  const root = pathOf(path);
  const found = [];
  const visit = (directory, prefix) => {
    const flat = native.fsReaddir(directory);
    for (let i = 0; i < flat.length; i += 2) {
      const [name, kind] = [flat[i], flat[i + 1]];
      found.push(options?.withFileTypes ? new Dirent(name, directory, kind) : prefix + name);
      if (options?.recursive && kind === 'directory') visit(`${directory}/${name}`, `${prefix}${name}/`);
    }
  };
  visit(root, '');
  return found;
}

export const constants = Object.freeze({ F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1 });

const SYNC = {
  readFile: readFileSync, writeFile: writeFileSync, appendFile: appendFileSync, mkdir: mkdirSync, mkdtemp: mkdtempSync, rm: rmSync,
  rmdir: rmdirSync, unlink: unlinkSync, rename: renameSync, copyFile: copyFileSync, realpath: realpathSync, stat: statSync, lstat: lstatSync,
  access: accessSync, readdir: readdirSync,
};

export const promises = { constants };
for (const [name, sync] of Object.entries(SYNC)) {
  promises[name] = { async [name](...args) { return sync(...args); } }[name];
}

// Streams and other iterables are written a piece at a time. The first write opens the file as the flag says,
// so that an empty one makes an empty file.
const isPieces = (data) =>
  typeof data === 'object' && data !== null && !ArrayBuffer.isView(data) && (Symbol.asyncIterator in data || Symbol.iterator in data);
for (const [name, flag] of [['writeFile', 'w'], ['appendFile', 'a']]) {
  const whole = promises[name];
  promises[name] = { async [name](path, data, options) {
    if (!isPieces(data)) return whole(path, data, options);
    const target = pathOf(path);
    native.fsWrite(target, '', options?.flag ?? flag, modeOf(options));
    for await (const piece of data) native.fsWrite(target, dataOf(piece, encodingOf(options)), 'a', null);
  } }[name];
}

/** A Blob that reads from the file when it is read. */
export async function openAsBlob(path, options) {
  return makeBlob(native.fsChunk(pathOf(path)), options?.type ?? '');
}

const later = (name) => (...args) => {
  const callback = args.pop();
  if (typeof callback !== 'function') {
    const error = new TypeError('The "cb" argument must be of type function.');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  promises[name](...args).then((value) => setImmediate(callback, null, value), (error) => setImmediate(callback, error));
};
export const readFile = later('readFile');
export const writeFile = later('writeFile');
export const appendFile = later('appendFile');
export const mkdir = later('mkdir');
export const mkdtemp = later('mkdtemp');
export const rm = later('rm');
export const rmdir = later('rmdir');
export const unlink = later('unlink');
export const rename = later('rename');
export const copyFile = later('copyFile');
export const realpath = later('realpath');
export const stat = later('stat');
export const lstat = later('lstat');
export const access = later('access');
export const readdir = later('readdir');
export const exists = (path, callback) => setImmediate(callback, existsSync(path));

export default {
  readFileSync, writeFileSync, appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, rmdirSync, unlinkSync, renameSync, copyFileSync,
  realpathSync, statSync, lstatSync, accessSync, readdirSync, readFile, writeFile, appendFile, mkdir, mkdtemp, rm, rmdir, unlink, rename,
  copyFile, realpath, stat, lstat, access, readdir, exists, openAsBlob, promises, constants, Stats, Dirent,
};

// `node:fs`: files that small applications keep. Everything happens at once (src/node/fs.rs); the
// callback and promise forms give their answer later.
import { Readable, Writable } from 'node:stream';
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

const isNumber = (path) => typeof path === 'number';

export function readFileSync(path, options) {
  const bytes = isNumber(path) ? readAll(path) : wrap(native.fsRead(pathOf(path)));
  const encoding = encodingOf(options);
  return encoding === undefined || encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

function readAll(fd) {
  const parts = [];
  for (;;) {
    const part = Buffer.alloc(65536);
    const length = native.fsReadOpen(fd, part, null);
    if (length === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, length));
  }
}

export function writeFileSync(path, data, options) {
  if (isNumber(path)) {
    writeSync(path, typeof data === 'string' ? Buffer.from(data, encodingOf(options)) : data);
    return;
  }
  const flag = typeof options === 'object' && options !== null ? (options.flag ?? 'w') : 'w';
  native.fsWrite(pathOf(path), dataOf(data, encodingOf(options)), flag, modeOf(options));
}

export function appendFileSync(path, data, options) {
  if (isNumber(path)) {
    writeFileSync(path, data, options);
    return;
  }
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

export function cpSync(from, to, options) {
  const [source, target] = [pathOf(from), pathOf(to)];
  if (statSync(source).isDirectory()) {
    if (!options?.recursive) throw Object.assign(new Error(`Recursive option not enabled, cannot copy a directory: ${source}`), { code: 'ERR_FS_EISDIR' });
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) cpSync(`${source}/${name}`, `${target}/${name}`, options);
    return;
  }
  if (options?.force === false && existsSync(target)) {
    if (options.errorOnExist) throw Object.assign(new Error(`Target already exists: ${target}`), { code: 'ERR_FS_CP_EEXIST' });
    return;
  }
  copyFileSync(source, target);
}

export const readlinkSync = (path) => native.fsReadlink(pathOf(path));
export const symlinkSync = (target, path) => native.fsLink(pathOf(target), pathOf(path), true);
export const linkSync = (from, to) => native.fsLink(pathOf(from), pathOf(to), false);
export const chmodSync = (path, mode) => native.fsChmod(pathOf(path), typeof mode === 'string' ? parseInt(mode, 8) : mode);
const millis = (time) => (time instanceof Date ? time.getTime() : Number(time) * 1000);
export const utimesSync = (path, accessed, modified) => native.fsTimes(pathOf(path), millis(accessed), millis(modified));

export function truncateSync(path, length = 0) {
  const fd = openSync(path, 'r+');
  try {
    ftruncateSync(fd, length);
  } finally {
    closeSync(fd);
  }
}

// ---- files by number -------------------------------------------------------------------------------

export function openSync(path, flags = 'r', mode = null) {
  return native.fsOpen(pathOf(path), flagsOf(flags), typeof mode === 'string' ? parseInt(mode, 8) : mode);
}

function flagsOf(flags) {
  if (typeof flags === 'string') return flags;
  const access = ['r', 'w', 'r+'][flags & 3] ?? 'r';
  if (flags & constants.O_APPEND) return access === 'r+' ? 'a+' : 'a';
  if (flags & constants.O_CREAT && flags & constants.O_EXCL) return access === 'w' ? 'wx' : 'wx+';
  // No letters say "made if missing, and left as it is": the host knows these names.
  const kind = `${flags & constants.O_CREAT ? 'c' : ''}${flags & constants.O_TRUNC ? 't' : ''}`;
  if (kind === '') return access === 'w' ? 'r+' : access;
  return `#${kind}`;
}

export const closeSync = (fd) => (fd > 2 ? native.fsClose(fd) : undefined);
export const fstatSync = (fd) => new Stats(native.fsStatOpen(fd));
export const ftruncateSync = (fd, length = 0) => native.fsTruncateOpen(fd, length);
export const fsyncSync = (fd) => (fd > 2 ? native.fsSyncOpen(fd) : undefined);
export const fdatasyncSync = fsyncSync;

export function readSync(fd, buffer, offset = 0, length = undefined, position = null) {
  if (typeof offset === 'object' && offset !== null) ({ offset = 0, length, position = null } = offset);
  const bytes = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
  return native.fsReadOpen(fd, bytes.subarray(offset, length === undefined ? undefined : offset + length), position === null ? null : Number(position));
}

export function writeSync(fd, data, offset = undefined, length = undefined, position = null) {
  if (typeof data === 'string') {
    if (fd > 2) return native.fsWriteOpen(fd, length === undefined ? data : Buffer.from(data, length), typeof offset === 'number' ? offset : null);
    native.write(fd, data);
    return Buffer.byteLength(data);
  }
  if (typeof offset === 'object' && offset !== null) ({ offset, length, position = null } = offset);
  const all = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = all.subarray(offset ?? 0, length === undefined ? undefined : (offset ?? 0) + length);
  if (fd > 2) return native.fsWriteOpen(fd, bytes, position);
  native.write(fd, native.decode('utf-8', bytes, false, true));
  return bytes.length;
}

/** What `open` of `node:fs/promises` gives. */
class FileHandle {
  constructor(fd) {
    this.fd = fd;
  }

  async read(buffer, offset, length, position) {
    if (!ArrayBuffer.isView(buffer)) ({ buffer = Buffer.alloc(16384), offset, length, position } = buffer ?? {});
    return { bytesRead: readSync(this.fd, buffer, offset ?? 0, length ?? undefined, position ?? null), buffer };
  }

  async write(data, ...rest) { return { bytesWritten: writeSync(this.fd, data, ...rest), buffer: data }; }
  async readFile(options) { return readFileSync(this.fd, options); }
  async writeFile(data, options) { writeFileSync(this.fd, data, options); }
  async appendFile(data, options) { writeFileSync(this.fd, data, options); }
  async stat() { return fstatSync(this.fd); }
  async truncate(length) { ftruncateSync(this.fd, length); }
  async sync() { fsyncSync(this.fd); }
  async datasync() { fsyncSync(this.fd); }
  async close() {
    if (this.fd !== -1) closeSync(this.fd);
    this.fd = -1;
  }
  createReadStream(options) { return createReadStream('', { ...options, fd: this }); }
  createWriteStream(options) { return createWriteStream('', { ...options, fd: this }); }
  [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() { return this.close(); }
}

// ---- streams ---------------------------------------------------------------------------------------

function opened(stream, path, flags, options) {
  stream.path = path;
  stream.handle = typeof options.fd === 'object' ? options.fd : null;
  stream.keepOpen = options.autoClose === false;
  stream.fd = stream.handle?.fd ?? options.fd ?? null;
  if (stream.fd !== null) return;
  try {
    stream.fd = openSync(path, flags, options.mode ?? null);
  } catch (error) {
    stream.destroy(error);
    return;
  }
  queueMicrotask(() => {
    stream.emit('open', stream.fd);
    stream.emit('ready');
  });
}

function closed(stream, error, callback) {
  const { fd } = stream;
  stream.fd = null;
  try {
    if (fd !== null && !stream.keepOpen) {
      // The handle must not close the number again: it may be another file's by then.
      if (stream.handle !== null) stream.handle.fd = -1;
      closeSync(fd);
    }
    callback(error);
  } catch (failure) {
    callback(error ?? failure);
  }
}

export class ReadStream extends Readable {
  constructor(path, options) {
    const given = typeof options === 'string' ? { encoding: options } : (options ?? {});
    super({ highWaterMark: given.highWaterMark ?? 65536, encoding: given.encoding, signal: given.signal });
    this.bytesRead = 0;
    this.at = given.start;
    this.last = given.end ?? Infinity;
    opened(this, path, given.flags ?? 'r', given);
  }

  _read(size) {
    // Later, as from a disk: whoever made the stream adds listeners first.
    setImmediate(() => {
      if (this.fd === null) return;
      const start = this.at ?? this.bytesRead;
      const bytes = Buffer.alloc(Math.max(0, Math.min(size, this.last - start + 1)));
      let length;
      try {
        length = bytes.length === 0 ? 0 : readSync(this.fd, bytes, 0, bytes.length, this.at ?? null);
      } catch (error) {
        this.destroy(error);
        return;
      }
      this.bytesRead += length;
      if (this.at !== undefined) this.at += length;
      this.push(length === 0 ? null : bytes.subarray(0, length));
    });
  }

  _destroy(error, callback) { closed(this, error, callback); }
  close(callback) { this.destroy(null, callback); }
}

export class WriteStream extends Writable {
  constructor(path, options) {
    const given = typeof options === 'string' ? { encoding: options } : (options ?? {});
    super({ highWaterMark: given.highWaterMark ?? 16384, defaultEncoding: given.encoding, signal: given.signal });
    this.bytesWritten = 0;
    this.at = given.start;
    opened(this, path, given.flags ?? 'w', given);
  }

  _write(chunk, encoding, callback) {
    try {
      this.bytesWritten += writeSync(this.fd, chunk, 0, chunk.length, this.at ?? null);
      if (this.at !== undefined) this.at += chunk.length;
    } catch (error) {
      callback(error);
      return;
    }
    setImmediate(callback);
  }

  _destroy(error, callback) { closed(this, error, callback); }
  close(callback) { this.end(callback); }
}

export const createReadStream = (path, options) => new ReadStream(path, options);
export const createWriteStream = (path, options) => new WriteStream(path, options);

export const constants = Object.freeze({
  F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1, O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024,
  S_IFMT: 61440, S_IFREG: 32768, S_IFDIR: 16384, S_IFLNK: 40960,
});

const SYNC = {
  readFile: readFileSync, writeFile: writeFileSync, appendFile: appendFileSync, mkdir: mkdirSync, mkdtemp: mkdtempSync, rm: rmSync,
  rmdir: rmdirSync, unlink: unlinkSync, rename: renameSync, copyFile: copyFileSync, realpath: realpathSync, stat: statSync, lstat: lstatSync,
  access: accessSync, readdir: readdirSync, cp: cpSync, readlink: readlinkSync, symlink: symlinkSync, link: linkSync, chmod: chmodSync,
  utimes: utimesSync, truncate: truncateSync,
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
promises.open = async (path, flags, mode) => new FileHandle(openSync(path, flags, mode));

/** The callback form of a function; `extra` is what Node gives after the result. */
function withCallback(fn, extra = () => []) {
  return (...args) => {
    const callback = args.pop();
    let result;
    try {
      result = fn(...args);
    } catch (error) {
      setImmediate(callback, error);
      return;
    }
    setImmediate(callback, null, result, ...extra(args));
  };
}
export const open = withCallback(openSync);
export const close = (fd, callback = () => {}) => withCallback(closeSync)(fd, callback);
export const read = withCallback(readSync, (args) => [args[1]]);
export const write = withCallback(writeSync, (args) => [args[1]]);
export const fstat = withCallback(fstatSync);
export const ftruncate = withCallback(ftruncateSync);
export const fsync = withCallback(fsyncSync);
export const fdatasync = fsync;

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
export const cp = later('cp');
export const readlink = later('readlink');
export const symlink = later('symlink');
export const link = later('link');
export const chmod = later('chmod');
export const utimes = later('utimes');
export const truncate = later('truncate');

const noWatching = (name) => () => {
  throw new Error(`fs.${name}() is not available in Formwork`);
};
export const watch = noWatching('watch');
export const watchFile = noWatching('watchFile');
export const unwatchFile = () => {};

export const exists = (path, callback) => setImmediate(callback, existsSync(path));

export default {
  readFileSync, writeFileSync, appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, rmdirSync, unlinkSync, renameSync, copyFileSync,
  realpathSync, statSync, lstatSync, accessSync, readdirSync, readFile, writeFile, appendFile, mkdir, mkdtemp, rm, rmdir, unlink, rename,
  copyFile, realpath, stat, lstat, access, readdir, exists, openAsBlob, promises, constants, Stats, Dirent, cpSync,
  readlinkSync, symlinkSync, linkSync, chmodSync, utimesSync, truncateSync, openSync, closeSync, fstatSync, ftruncateSync, fsyncSync, fdatasyncSync, readSync, writeSync, ReadStream,
  WriteStream, createReadStream, createWriteStream, open, close, read, write, fstat, ftruncate, fsync, fdatasync, cp, readlink, symlink, link,
  chmod, utimes, truncate, watch, watchFile, unwatchFile,
};

// `node:fs`. What each operation does is in fs_operations.js; here are its three forms, handles, and streams.
import { bound, steps } from 'formwork:bound';
import { coded, refuseAborted } from 'formwork:errors';
import { Dirent, Stats, constants, dataOf, encodingOf, flagsOf, modeOf, opened, operations, pathOf } from 'formwork:fs';
import { Readable, Writable, addAbortSignal } from 'node:stream';
import { promisify } from 'node:util';

const native = globalThis.__formwork_native;
const { Buffer, wrap } = native.load('buffer');
const { makeBlob } = native.load('blob');

export { Dirent, Stats, constants };

// ---- forms -----------------------------------------------------------------------------------------

const sync = (operation) => (...args) => operation(true, ...args);

function withCallback(operation, extra = () => []) {
  return (...args) => {
    const callback = args.pop();
    if (typeof callback !== 'function') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "cb" argument must be of type function.');
    new Promise((resolve) => resolve(operation(false, ...args))).then(
      (value) => setImmediate(callback, null, value, ...extra(args)),
      (error) => setImmediate(callback, error),
    );
  };
}

const of = (form) => Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, form(operation)]));

export const {
  readFile: readFileSync, writeFile: writeFileSync, appendFile: appendFileSync, access: accessSync, mkdir: mkdirSync, mkdtemp: mkdtempSync, rm: rmSync,
  rmdir: rmdirSync, unlink: unlinkSync, rename: renameSync, copyFile: copyFileSync, realpath: realpathSync, stat: statSync, lstat: lstatSync,
  readdir: readdirSync, cp: cpSync, readlink: readlinkSync, symlink: symlinkSync, link: linkSync, chmod: chmodSync, utimes: utimesSync,
  truncate: truncateSync,
} = of(sync);
realpathSync.native = realpathSync;

export const {
  readFile, writeFile, appendFile, access, mkdir, mkdtemp, rm, rmdir, unlink, rename, copyFile, realpath, stat, lstat, readdir, cp, readlink, symlink,
  link, chmod, utimes, truncate,
} = of(withCallback);
realpath.native = realpath;

export const promises = { constants, ...of((operation) => async (...args) => operation(false, ...args)) };

export function existsSync(path) {
  try {
    return native.fsExists(true, pathOf(path));
  } catch {
    return false;
  }
}

export function exists(path, callback) {
  access(path, (error) => callback(!error));
}
Object.defineProperty(exists, promisify.custom, { value: (path) => new Promise((resolve) => exists(path, resolve)), configurable: true });

// ---- pieces ----------------------------------------------------------------------------------------

const isPieces = (data) =>
  typeof data === 'object' && data !== null && !ArrayBuffer.isView(data) && (Symbol.asyncIterator in data || Symbol.iterator in data);

/** What is large is written a piece at a time: all of it would be copied while the engine stands still. */
function* cut(data) {
  for (let at = 0; at < data.length;) {
    let end = Math.min(at + native.fsPiece, data.length);
    // Not between the halves of one character.
    if (typeof data === 'string' && end < data.length && (data.charCodeAt(end) & 0xfc00) === 0xdc00) end -= 1;
    yield typeof data === 'string' ? data.slice(at, end) : data.subarray(at, end);
    at = end;
  }
}

/** Begins to give the pieces of what is to be written; undefined if it is written as a whole. */
function piecesOf(data, options) {
  if (isPieces(data)) return bound(() => steps(data));
  const whole = dataOf(data, encodingOf(options));
  return whole.length > native.fsPiece ? () => cut(whole) : undefined;
}

async function writePieces(fd, pieces, options) {
  for await (const piece of pieces()) {
    refuseAborted(options?.signal);
    await opened.write(false, fd, dataOf(piece, encodingOf(options)));
  }
}

for (const [name, flag] of [['writeFile', 'w'], ['appendFile', 'a']]) {
  const whole = promises[name];
  promises[name] = async (file, data, options) => {
    const pieces = piecesOf(data, options);
    if (pieces === undefined) return whole(file, data, options);
    refuseAborted(options?.signal);
    if (file instanceof FileHandle) return writePieces(file.fd, pieces, options);
    const handle = await promises.open(file, options?.flag ?? flag, options?.mode);
    try {
      return await writePieces(handle.fd, pieces, options);
    } finally {
      await handle.close();
    }
  };
}

// ---- files by number -------------------------------------------------------------------------------

export const openSync = sync(opened.open);
export const closeSync = sync(opened.close);
export const fstatSync = sync(opened.fstat);
export const ftruncateSync = sync(opened.ftruncate);
export const fsyncSync = sync(opened.fsync);
export const fdatasyncSync = fsyncSync;
export const readSync = sync(opened.read);
export const writeSync = sync(opened.write);

export const open = withCallback(opened.open);
export const close = (fd, callback = () => {}) => withCallback(opened.close)(fd, callback);
export const read = withCallback(opened.read, (args) => [args[1]]);
export const write = withCallback(opened.write, (args) => [args[1]]);
export const fstat = withCallback(opened.fstat);
export const ftruncate = withCallback(opened.ftruncate);
export const fsync = withCallback(opened.fsync);
export const fdatasync = fsync;
for (const [fn, name, result] of [[read, 'read', 'bytesRead'], [write, 'write', 'bytesWritten']]) {
  const value = async (fd, buffer, ...rest) => ({ [result]: await opened[name](false, fd, buffer, ...rest), buffer });
  Object.defineProperty(fn, promisify.custom, { value, configurable: true });
}

// A handle that user code forgot would keep its file open as long as the engine lives.
const forgotten = new FinalizationRegistry((fd) => {
  try {
    closeSync(fd);
  } catch { /* it was closed by its number */ }
});

/** What `open` of `node:fs/promises` gives. */
class FileHandle {
  constructor(fd) {
    this.fd = fd;
    forgotten.register(this, fd, this);
  }

  async read(buffer, offset, length, position) {
    if (!ArrayBuffer.isView(buffer)) ({ buffer = Buffer.alloc(16384), offset, length, position } = buffer ?? {});
    return { bytesRead: await opened.read(false, this.fd, buffer, offset ?? 0, length ?? undefined, position ?? null), buffer };
  }

  async write(data, ...rest) { return { bytesWritten: await opened.write(false, this.fd, data, ...rest), buffer: data }; }
  readFile(options) { return promises.readFile(this, options); }
  writeFile(data, options) { return promises.writeFile(this, data, options); }
  appendFile(data, options) { return promises.writeFile(this, data, options); }
  async stat(options) { return opened.fstat(false, this.fd, options); }
  async truncate(length) { return opened.ftruncate(false, this.fd, length); }
  async sync() { return opened.fsync(false, this.fd); }
  async datasync() { return opened.fsync(false, this.fd); }

  async close() {
    const { fd } = this;
    if (fd === -1) return;
    this.fd = -1;
    forgotten.unregister(this);
    await opened.close(false, fd);
  }

  createReadStream(options) { return createReadStream('', { ...options, fd: this }); }
  createWriteStream(options) { return createWriteStream('', { ...options, fd: this }); }
  readableWebStream() { return Readable.toWeb(this.createReadStream({ autoClose: false })); }
  [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() { return this.close(); }
}
promises.open = async (path, flags, mode) => new FileHandle(await opened.open(false, path, flags, mode));

// ---- streams ---------------------------------------------------------------------------------------

/** Arguments that cannot be used are told to whoever gives them, not to a listener, and before anything is set going. */
function optionsOf(path, options, flags) {
  const given = { flags, ...(typeof options === 'string' ? { encoding: options } : options) };
  if (given.fd === undefined || given.fd === null) {
    pathOf(path);
    flagsOf(given.flags);
    modeOf(given.mode);
  }
  if (given.start > given.end) {
    throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "start" is out of range. It must be <= "end" (here: ${given.end}). Received ${given.start}`);
  }
  return given;
}

function setUp(stream, path, options) {
  stream.path = path;
  stream.handle = options.fd instanceof FileHandle ? options.fd : null;
  stream.fd = stream.handle?.fd ?? options.fd ?? null;
  stream.flags = options.flags;
  stream.mode = options.mode ?? null;
  stream.autoClose = options.autoClose !== false;
  stream.pos = options.start;
  // Not before: it may be aborted, and then the stream is closed at once.
  if (options.signal !== undefined) addAbortSignal(options.signal, stream);
}

/** Opens the file of a stream, unless it is open. */
function construct(stream, callback) {
  if (stream.fd !== null) {
    callback();
    return;
  }
  opened.open(false, stream.path, stream.flags, stream.mode).then((fd) => {
    if (stream.destroyed) {
      closeSync(fd);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', fd);
    stream.emit('ready');
  }, callback);
}

function finish(stream, error, callback) {
  const { fd, handle } = stream;
  stream.fd = null;
  const closing = fd === null || !stream.autoClose ? undefined : handle !== null ? handle.close() : new Promise((resolve) => resolve(opened.close(false, fd)));
  Promise.resolve(closing).then(() => callback(error), (failure) => callback(error ?? failure));
}

export class ReadStream extends Readable {
  constructor(path, options) {
    const given = optionsOf(path, options, 'r');
    super({ highWaterMark: given.highWaterMark ?? 65536, encoding: given.encoding, emitClose: given.emitClose });
    this.bytesRead = 0;
    this.start = given.start;
    this.end = given.end ?? Infinity;
    setUp(this, path, given);
  }

  _construct(callback) { construct(this, callback); }

  _read(size) {
    const at = this.pos ?? this.bytesRead;
    const wanted = Math.min(size, this.end - at + 1);
    if (wanted <= 0) {
      this.push(null);
      return;
    }
    new Promise((resolve) => resolve(native.fsReadOpen(false, this.fd, wanted, this.pos ?? null))).then((bytes) => {
      if (this.destroyed) return;
      this.bytesRead += bytes.length;
      if (this.pos !== undefined) this.pos += bytes.length;
      this.push(bytes.length === 0 ? null : wrap(bytes));
    }, (error) => this.destroy(error));
  }

  _destroy(error, callback) { finish(this, error, callback); }
  close(callback) { this.destroy(null, callback); }
  get pending() { return this.fd === null; }
}

export class WriteStream extends Writable {
  constructor(path, options) {
    const given = optionsOf(path, options, 'w');
    super({ highWaterMark: given.highWaterMark ?? 16384, defaultEncoding: given.encoding, emitClose: given.emitClose });
    this.bytesWritten = 0;
    this.flush = given.flush === true;
    setUp(this, path, given);
  }

  _construct(callback) { construct(this, callback); }

  _write(chunk, encoding, callback) {
    new Promise((resolve) => resolve(opened.write(false, this.fd, chunk, 0, chunk.length, this.pos ?? null))).then((length) => {
      this.bytesWritten += length;
      if (this.pos !== undefined) this.pos += length;
      callback();
    }, callback);
  }

  _final(callback) {
    if (!this.flush) {
      callback();
      return;
    }
    new Promise((resolve) => resolve(opened.fsync(false, this.fd))).then(() => callback(), callback);
  }

  _destroy(error, callback) { finish(this, error, callback); }

  close(callback) {
    if (callback) {
      if (this.closed) queueMicrotask(callback);
      else this.once('close', callback);
    }
    this.end();
  }
  get pending() { return this.fd === null; }
}

export const createReadStream = (path, options) => new ReadStream(path, options);
export const createWriteStream = (path, options) => new WriteStream(path, options);

/** A Blob that reads from the file when it is read. */
export async function openAsBlob(path, options) {
  return makeBlob(native.fsChunk(pathOf(path)), options?.type ?? '');
}

// ---- what is not there -----------------------------------------------------------------------------

const refused = (name) => () => {
  throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', `fs.${name}() is not available in Formwork`);
};
export const watch = refused('watch');
export const watchFile = refused('watchFile');
export const unwatchFile = () => {};
export const opendir = refused('opendir');
export const opendirSync = refused('opendirSync');
export const chown = refused('chown');
export const chownSync = refused('chownSync');
promises.watch = refused('promises.watch');
promises.opendir = refused('promises.opendir');
promises.chown = refused('promises.chown');

export default {
  readFileSync, writeFileSync, appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, rmdirSync, unlinkSync, renameSync, copyFileSync,
  realpathSync, statSync, lstatSync, accessSync, readdirSync, readFile, writeFile, appendFile, mkdir, mkdtemp, rm, rmdir, unlink, rename,
  copyFile, realpath, stat, lstat, access, readdir, exists, openAsBlob, promises, constants, Stats, Dirent, cpSync,
  readlinkSync, symlinkSync, linkSync, chmodSync, utimesSync, truncateSync, openSync, closeSync, fstatSync, ftruncateSync, fsyncSync, fdatasyncSync, readSync, writeSync, ReadStream,
  WriteStream, createReadStream, createWriteStream, open, close, read, write, fstat, ftruncate, fsync, fdatasync, cp, readlink, symlink, link,
  chmod, utimes, truncate, watch, watchFile, unwatchFile, opendir, opendirSync, chown, chownSync,
};

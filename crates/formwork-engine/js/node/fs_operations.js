// `formwork:fs`: what `node:fs` does, each operation once. The first argument says whether it happens now, for the
// forms called `…Sync`, or gives a promise (src/node/fs/mod.rs).
import { coded, refuseAborted } from 'formwork:errors';
import { fileURLToPath } from 'node:url';

const native = globalThis.__formwork_native;
const { Buffer, wrap } = native.load('buffer');

/** Goes on with what a native gave: at once, or when its promise is fulfilled. */
const after = (given, next) => (given instanceof Promise ? given.then(next) : next(given));

export const constants = Object.freeze({
  F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1, COPYFILE_FICLONE: 2, COPYFILE_FICLONE_FORCE: 4, O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2,
  O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_SYNC: 0o4010000, S_IFMT: 0o170000, S_IFREG: 0o100000, S_IFDIR: 0o40000,
  S_IFCHR: 0o20000, S_IFBLK: 0o60000, S_IFIFO: 0o10000, S_IFLNK: 0o120000, S_IFSOCK: 0o140000,
});

// ---- arguments -------------------------------------------------------------------------------------

export function pathOf(path, name = 'path') {
  if (path instanceof URL) return fileURLToPath(path);
  const text = path instanceof Uint8Array ? native.decode('utf-8', path, false, true) : path;
  if (typeof text !== 'string') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be of type string or an instance of Buffer or URL.`);
  if (text.includes('\0')) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument '${name}' must be a string, Uint8Array, or URL without null bytes.`);
  return text;
}

/** The number of an open file: itself, or that of a `FileHandle`; undefined for a path. */
const numberOf = (file) => (typeof file === 'number' ? file : typeof file?.fd === 'number' ? file.fd : undefined);

export const encodingOf = (options) => (typeof options === 'string' ? options : (options?.encoding ?? undefined));

export function dataOf(data, encoding) {
  if (typeof data === 'string') return encoding === undefined || /^utf-?8$/i.test(encoding) ? data : Buffer.from(data, encoding);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.');
}

/** A mode, given alone or among options; null if there is none. */
export function modeOf(options) {
  const mode = typeof options === 'object' && options !== null ? options.mode : options;
  if (mode === undefined || mode === null) return null;
  const number = typeof mode === 'string' ? parseInt(mode, 8) : mode;
  if (!Number.isInteger(number) || number < 0 || number > 0xffffffff) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'mode' must be a 32-bit unsigned integer or an octal string. Received ${String(mode)}`);
  return number;
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC } = constants;
const BASES = {
  'r': O_RDONLY, 'r+': O_RDWR, 'w': O_TRUNC | O_CREAT | O_WRONLY, 'w+': O_TRUNC | O_CREAT | O_RDWR, 'a': O_APPEND | O_CREAT | O_WRONLY,
  'a+': O_APPEND | O_CREAT | O_RDWR,
};

export function flagsOf(flags, missing = 'r') {
  if (flags === undefined || flags === null) return BASES[missing];
  if (Number.isInteger(flags) && flags >= 0) return flags;
  // `x` and `s` may stand before or after the letter.
  const [, before, letter, later, plus] = /^([xs]?)([rwa])([xs]?)(\+?)$/.exec(flags) ?? [];
  const extra = `${before}${later}`;
  const known = letter !== undefined && extra.length < 2 && !(letter === 'r' && extra === 'x') && !(letter === 'w' && extra === 's');
  if (!known) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'flags' is invalid. Received ${String(flags)}`);
  return BASES[letter + plus] | (extra === 'x' ? O_EXCL : 0) | (extra === 's' ? O_SYNC : 0);
}

const millis = (time) => (time instanceof Date ? time.getTime() : Number(time) * 1000);

// ---- what is known of a file -----------------------------------------------------------------------

const isKind = (kind) => ({
  isFile: kind === 'file', isDirectory: kind === 'directory', isSymbolicLink: kind === 'symlink', isFIFO: kind === 'fifo', isSocket: kind === 'socket',
  isBlockDevice: kind === 'block', isCharacterDevice: kind === 'character',
});

class Kind {
  #kind;
  constructor(kind) { this.#kind = isKind(kind); }
  isFile() { return this.#kind.isFile; }
  isDirectory() { return this.#kind.isDirectory; }
  isSymbolicLink() { return this.#kind.isSymbolicLink; }
  isFIFO() { return this.#kind.isFIFO; }
  isSocket() { return this.#kind.isSocket; }
  isBlockDevice() { return this.#kind.isBlockDevice; }
  isCharacterDevice() { return this.#kind.isCharacterDevice; }
}

export class Stats extends Kind {
  constructor(raw) {
    super(raw.kind);
    const { dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = raw;
    Object.assign(this, { dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs });
    this.atime = new Date(atimeMs);
    this.mtime = new Date(mtimeMs);
    this.ctime = new Date(ctimeMs ?? mtimeMs);
    this.birthtime = new Date(birthtimeMs);
  }
}

export class Dirent extends Kind {
  constructor(name, parentPath, kind) {
    super(kind);
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
  }
}

function plainStat(options) {
  if (options?.bigint) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'fs.stat() with bigint is not available in Formwork');
}

function statWith(now, path, options, follow) {
  plainStat(options);
  const missing = (error) => {
    if (options?.throwIfNoEntry === false && error.code === 'ENOENT') return undefined;
    throw error;
  };
  try {
    const given = native.fsStat(now, pathOf(path), follow);
    return given instanceof Promise ? given.then((raw) => new Stats(raw), missing) : new Stats(given);
  } catch (error) {
    return missing(error);
  }
}

// ---- operations ------------------------------------------------------------------------------------

/** Those that Node has in three forms: `readFileSync`, `readFile` with a callback, and that of `node:fs/promises`. */
export const operations = {
  readFile(now, file, options) {
    const encoding = encodingOf(options);
    const given = now ? readNow(file, options) : readAside(file, options);
    return after(given, (bytes) => (encoding === undefined || encoding === 'buffer' ? wrap(bytes) : wrap(bytes).toString(encoding)));
  },
  writeFile: (now, file, data, options) => writeWhole(now, file, data, options, 'w'),
  appendFile: (now, file, data, options) => writeWhole(now, file, data, options, 'a'),
  access: (now, path, mode = constants.F_OK) => native.fsAccess(now, pathOf(path), mode),
  mkdir: (now, path, options) =>
    after(native.fsMkdir(now, pathOf(path), Boolean(options?.recursive), modeOf(options)), (first) => first ?? undefined),
  mkdtemp: (now, prefix) => native.fsMkdtemp(now, pathOf(prefix, 'prefix')),
  rm: (now, path, options) => native.fsRemove(now, pathOf(path), Boolean(options?.recursive), Boolean(options?.force)),
  rmdir: (now, path, options) => (options?.recursive ? native.fsRemove(now, pathOf(path), true, false) : native.fsRmdir(now, pathOf(path))),
  unlink: (now, path) => native.fsUnlink(now, pathOf(path)),
  rename: (now, from, to) => native.fsRename(now, pathOf(from, 'oldPath'), pathOf(to, 'newPath')),
  copyFile: (now, from, to, mode = 0) => native.fsCopy(now, pathOf(from, 'src'), pathOf(to, 'dest'), (mode & constants.COPYFILE_EXCL) !== 0),
  realpath: (now, path) => native.fsRealpath(now, pathOf(path)),
  stat: (now, path, options) => statWith(now, path, options, true),
  lstat: (now, path, options) => statWith(now, path, options, false),
  readdir(now, path, options) {
    const root = pathOf(path);
    return after(native.fsReaddir(now, root, Boolean(options?.recursive)), (flat) => {
      const found = [];
      for (let i = 0; i < flat.length; i += 3) {
        const [below, name, kind] = [flat[i], flat[i + 1], flat[i + 2]];
        if (options?.withFileTypes) found.push(new Dirent(name, below === '' ? root : `${root}/${below}`, kind));
        else found.push(below === '' ? name : `${below}/${name}`);
      }
      return found;
    });
  },
  cp(now, from, to, options) {
    if (options?.filter !== undefined) throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'fs.cp() with a filter is not available in Formwork: copy the wanted files one by one');
    const { recursive = false, force = true, errorOnExist = false, dereference = false, preserveTimestamps = false } = options ?? {};
    return native.fsCopyTree(now, pathOf(from, 'src'), pathOf(to, 'dest'), { recursive, force, errorOnExist, dereference, preserveTimestamps });
  },
  readlink: (now, path) => native.fsReadlink(now, pathOf(path)),
  symlink: (now, target, path) => native.fsLink(now, pathOf(target, 'target'), pathOf(path), true),
  link: (now, from, to) => native.fsLink(now, pathOf(from, 'existingPath'), pathOf(to, 'newPath'), false),
  chmod: (now, path, mode) => native.fsChmod(now, pathOf(path), modeOf(mode)),
  utimes: (now, path, accessed, modified) => native.fsTimes(now, pathOf(path), millis(accessed), millis(modified)),
  truncate: (now, path, length = 0) => native.fsTruncate(now, pathOf(path), length),
};

function readNow(file, options) {
  const number = numberOf(file);
  return number === undefined ? native.fsRead(true, pathOf(file), flagsOf(options?.flag)) : native.fsReadAll(number);
}

async function readAside(file, options) {
  const { signal } = options ?? {};
  refuseAborted(signal);
  const number = numberOf(file);
  if (number !== undefined) return readPieces(number, signal);
  const [path, flags] = [pathOf(file), flagsOf(options?.flag)];
  const whole = await native.fsRead(false, path, flags);
  refuseAborted(signal);
  if (whole !== undefined) return whole;
  const fd = await opened.open(false, path, flags);
  try {
    return await readPieces(fd, signal);
  } finally {
    opened.close(true, fd);
  }
}

/** Reads what is left of an open file. */
async function readPieces(fd, signal) {
  const { size } = await native.fsStatOpen(false, fd);
  let bytes = new Uint8Array(size);
  let length = 0;
  for (;;) {
    refuseAborted(signal);
    const piece = await native.fsReadOpen(false, fd, native.fsPiece, null);
    if (piece.length === 0) return length === bytes.length ? bytes : bytes.subarray(0, length);
    if (length + piece.length > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, length + piece.length));
      larger.set(bytes);
      bytes = larger;
    }
    bytes.set(piece, length);
    length += piece.length;
  }
}

function writeWhole(now, file, data, options, flag) {
  if (!now) refuseAborted(options?.signal);
  const number = numberOf(file);
  const bytes = dataOf(data, encodingOf(options));
  const given = number === undefined
    ? native.fsWrite(now, pathOf(file), bytes, flagsOf(options?.flag, flag), typeof options === 'object' ? modeOf(options) : null)
    : opened.write(now, number, bytes);
  return after(given, () => undefined);
}

/** The standard streams are the server's: nobody closes them. */
const isStandard = (fd) => fd === 0 || fd === 1 || fd === 2;

/** Those on files that are open, by number. */
export const opened = {
  open: (now, path, flags, mode) => native.fsOpen(now, pathOf(path), flagsOf(flags), modeOf(mode)),
  close: (now, fd) => (isStandard(fd) ? undefined : native.fsClose(now, fd)),
  fstat(now, fd, options) {
    plainStat(options);
    return after(native.fsStatOpen(now, fd), (raw) => new Stats(raw));
  },
  ftruncate: (now, fd, length = 0) => native.fsTruncateOpen(now, fd, length),
  fsync: (now, fd) => (isStandard(fd) ? undefined : native.fsSyncOpen(now, fd)),

  read(now, fd, buffer, offset = 0, length = undefined, position = null) {
    if (typeof offset === 'object' && offset !== null) ({ offset = 0, length, position = null } = offset);
    const bytes = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
    const start = offset ?? 0;
    const wanted = length ?? bytes.length - start;
    if (!(start >= 0 && start <= bytes.length)) throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "offset" is out of range. Received ${start}`);
    if (!(wanted >= 0 && start + wanted <= bytes.length)) throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "length" is out of range. Received ${wanted}`);
    return after(native.fsReadOpen(now, fd, wanted, position === null || position === undefined ? null : Number(position)), (read) => {
      bytes.set(read, start);
      return read.length;
    });
  },

  /** Text takes `(fd, text, position, encoding)`, bytes take `(fd, bytes, offset, length, position)`. */
  write(now, fd, data, offset, length, position) {
    let [bytes, place] = [data, position];
    if (typeof data === 'string') {
      bytes = typeof length === 'string' ? dataOf(data, length) : data;
      place = offset;
    } else {
      if (typeof offset === 'object' && offset !== null) ({ offset, length, position: place } = offset);
      const all = dataOf(data);
      const start = offset ?? 0;
      const wanted = length ?? all.length - start;
      if (!(start >= 0 && start <= all.length)) throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "offset" is out of range. Received ${start}`);
      if (!(wanted >= 0 && start + wanted <= all.length)) throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "length" is out of range. Received ${wanted}`);
      bytes = all.subarray(start, start + wanted);
    }
    if (fd !== 1 && fd !== 2) return native.fsWriteOpen(now, fd, bytes, typeof place === 'number' || typeof place === 'bigint' ? Number(place) : null);
    native.write(fd, typeof bytes === 'string' ? bytes : native.decode('utf-8', bytes, false, true));
    return Buffer.byteLength(bytes);
  },
};

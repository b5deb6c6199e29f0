// `node:sqlite`, as in Node's documentation, over src/node/sqlite.rs.
import { coded } from 'formwork:errors';
import { fileURLToPath } from 'node:url';

const native = globalThis.__formwork_native;
const INTERNAL = Symbol();

function bytes(value) {
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return value;
}

/** Splits arguments into the object of named parameters, if there is one, and the rest. */
function split(args) {
  const first = args[0];
  if (typeof first === 'object' && first !== null && !ArrayBuffer.isView(first) && !(first instanceof ArrayBuffer)) {
    let named = first;
    if (Object.values(first).some((value) => ArrayBuffer.isView(value) && !(value instanceof Uint8Array))) {
      named = Object.fromEntries(Object.entries(first).map(([key, value]) => [key, bytes(value)]));
    }
    return [named, args.slice(1).map(bytes)];
  }
  return [null, args.map(bytes)];
}

export class StatementSync {
  #statement;

  constructor(key, statement) {
    if (key !== INTERNAL) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    this.#statement = statement;
  }

  run(...args) {
    const [named, positional] = split(args);
    return this.#statement.run(named, positional);
  }

  get(...args) {
    const [named, positional] = split(args);
    return this.#statement.get(named, positional);
  }

  all(...args) {
    const [named, positional] = split(args);
    return this.#statement.all(named, positional);
  }

  iterate(...args) {
    return this.all(...args).values();
  }

  columns() {
    const flat = this.#statement.columns();
    const columns = [];
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i];
      columns.push(Object.assign(Object.create(null), { column: null, database: null, name, table: null, type: flat[i + 1] ?? null }));
    }
    return columns;
  }

  get sourceSQL() {
    return this.#statement.sql;
  }

  get expandedSQL() {
    return this.#statement.sql;
  }

  setReadBigInts(enabled) {
    this.#statement.configure('bigInts', flag(enabled, 'readBigInts'));
  }

  setReturnArrays(enabled) {
    this.#statement.configure('arrays', flag(enabled, 'returnArrays'));
  }

  setAllowBareNamedParameters(enabled) {
    this.#statement.configure('bareNames', flag(enabled, 'allowBareNamedParameters'));
  }

  setAllowUnknownNamedParameters(enabled) {
    this.#statement.configure('unknownNames', flag(enabled, 'enabled'));
  }
}

function flag(value, name) {
  if (typeof value !== 'boolean') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be a boolean.`);
  return value;
}

function pathOf(path) {
  if (typeof path === 'string') return path;
  if (path instanceof URL) return path.protocol === 'file:' ? fileURLToPath(path) : path.href;
  if (path instanceof Uint8Array) return native.decode('utf-8', path, false, true);
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "path" argument must be a string, Uint8Array, or URL without null bytes.');
}

export class DatabaseSync {
  #database = null;
  #settings;
  #defaults;

  constructor(path, options = {}) {
    if (new.target === undefined) throw coded(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
    if (typeof options !== 'object' || options === null) throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "options" argument must be an object.');
    this.#settings = {
      path: pathOf(path),
      readOnly: options.readOnly ?? false,
      foreignKeys: options.enableForeignKeyConstraints ?? true,
      doubleQuotes: options.enableDoubleQuotedStringLiterals ?? false,
      timeout: options.timeout ?? 0,
    };
    this.#defaults = options;
    if (options.open ?? true) this.open();
  }

  #opened() {
    if (this.#database === null) throw coded(Error, 'ERR_INVALID_STATE', 'database is not open');
    return this.#database;
  }

  open() {
    if (this.#database !== null) throw coded(Error, 'ERR_INVALID_STATE', 'database is already open');
    this.#database = native.sqliteOpen(this.#settings);
  }

  close() {
    this.#opened().close();
    this.#database = null;
  }

  exec(sql) {
    this.#opened().exec(text(sql));
  }

  prepare(sql) {
    const statement = new StatementSync(INTERNAL, this.#opened().prepare(text(sql)));
    const { readBigInts, returnArrays, allowBareNamedParameters, allowUnknownNamedParameters } = this.#defaults;
    if (readBigInts !== undefined) statement.setReadBigInts(readBigInts);
    if (returnArrays !== undefined) statement.setReturnArrays(returnArrays);
    if (allowBareNamedParameters !== undefined) statement.setAllowBareNamedParameters(allowBareNamedParameters);
    if (allowUnknownNamedParameters !== undefined) statement.setAllowUnknownNamedParameters(allowUnknownNamedParameters);
    return statement;
  }

  get isOpen() {
    return this.#database !== null;
  }

  get isTransaction() {
    return this.#opened().isTransaction();
  }

  location() {
    return this.#opened().location() ?? null;
  }

  function() {
    throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'DatabaseSync.function is not available in Formwork');
  }

  aggregate() {
    throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'DatabaseSync.aggregate is not available in Formwork');
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    if (this.#database !== null) this.close();
  }
}

function text(sql) {
  if (typeof sql !== 'string') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "sql" argument must be a string.');
  return sql;
}

export const constants = Object.freeze({});

export default { DatabaseSync, StatementSync, constants };

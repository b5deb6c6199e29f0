// `FormData`: a flat list of entries, as parsed by Rust (src/web/form.rs). A file that was uploaded
// becomes a `File` when it is looked at.
(function form(native) {
  'use strict';

  const INTERNAL = Symbol();
  const { Blob, File, makeFile, chunkOf } = native.load('blob');

  class FormData {
    #list; // flat: name, value, …; an uploaded file is an array of chunk, name, type until looked at

    constructor(form) {
      if (form === INTERNAL) return;
      if (form !== undefined) {
        throw new TypeError('FormData cannot be made from a form on the server');
      }
      this.#list = [];
    }

    static of(list) {
      const form = new FormData(INTERNAL);
      form.#list = list;
      return form;
    }

    /** The entries of a FormData, or undefined for anything else. */
    static entriesOf(value) {
      return typeof value === 'object' && value !== null && #list in value ? [...value] : undefined;
    }

    #value(at) {
      const value = this.#list[at];
      if (typeof value !== 'object' || !Array.isArray(value)) return value;
      return (this.#list[at] = makeFile(value[0], value[1], value[2]));
    }

    append(name, value, filename) {
      const entry = valueOf('append', arguments.length, value, filename);
      this.#list.push(String(name).toWellFormed(), entry);
    }

    set(name, value, filename) {
      const entry = valueOf('set', arguments.length, value, filename);
      const wanted = String(name).toWellFormed();
      const list = this.#list;
      const kept = [];
      let found = false;
      for (let i = 0; i < list.length; i += 2) {
        if (list[i] !== wanted) kept.push(list[i], list[i + 1]);
        else if (!found) {
          kept.push(wanted, entry);
          found = true;
        }
      }
      if (!found) kept.push(wanted, entry);
      this.#list = kept;
    }

    delete(name) {
      const wanted = String(name).toWellFormed();
      const list = this.#list;
      const kept = [];
      for (let i = 0; i < list.length; i += 2) if (list[i] !== wanted) kept.push(list[i], list[i + 1]);
      this.#list = kept;
    }

    get(name) {
      const wanted = typeof name === 'string' ? name : String(name);
      const list = this.#list;
      for (let i = 0; i < list.length; i += 2) if (list[i] === wanted) return this.#value(i + 1);
      return null;
    }

    getAll(name) {
      const wanted = String(name);
      const list = this.#list;
      const found = [];
      for (let i = 0; i < list.length; i += 2) if (list[i] === wanted) found.push(this.#value(i + 1));
      return found;
    }

    has(name) {
      const wanted = String(name);
      const list = this.#list;
      for (let i = 0; i < list.length; i += 2) if (list[i] === wanted) return true;
      return false;
    }

    forEach(callback, thisArg) {
      for (let i = 0; i < this.#list.length; i += 2) {
        callback.call(thisArg, this.#value(i + 1), this.#list[i], this);
      }
    }

    *entries() {
      for (let i = 0; i < this.#list.length; i += 2) yield [this.#list[i], this.#value(i + 1)];
    }

    *keys() {
      for (let i = 0; i < this.#list.length; i += 2) yield this.#list[i];
    }

    *values() {
      for (let i = 0; i < this.#list.length; i += 2) yield this.#value(i + 1);
    }

    get [Symbol.toStringTag]() {
      return 'FormData';
    }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      const shown = [];
      for (const [name, value] of this) shown.push(`${inspect(name, options)} => ${inspect(value, options)}`);
      return shown.length === 0 ? 'FormData {}' : `FormData { ${shown.join(', ')} }`;
    }
  }
  Object.defineProperty(FormData.prototype, Symbol.iterator, {
    value: FormData.prototype.entries,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  const { of: makeForm, entriesOf } = FormData;
  delete FormData.of;
  delete FormData.entriesOf;

  function valueOf(method, count, value, filename) {
    if (count < 2) throw new TypeError(`FormData.${method} needs a name and a value`);
    const chunk = chunkOf(value);
    if (chunk === undefined) {
      if (count > 2 && filename !== undefined) {
        throw new TypeError(`FormData.${method}: a file name needs a Blob as value`);
      }
      return String(value).toWellFormed();
    }
    if (filename === undefined && value instanceof File) return value;
    const name = filename === undefined ? 'blob' : String(filename).toWellFormed();
    return makeFile(chunk, name, value.type, value instanceof File ? value.lastModified : undefined);
  }

  const escaped = (text) => text.replace(/\r\n|\r|\n|"/g, (found) => (found === '"' ? '%22' : found === '\r' ? '%0D' : found === '\n' ? '%0A' : '%0D%0A'));
  const crlf = (text) => text.replace(/\r\n|\r|\n/g, '\r\n');

  /** A multipart body as `{ chunk, type }`. The boundary comes from the system's randomness. */
  function encodeForm(form) {
    const boundary = 'formwork-' + native.randomUUID().replaceAll('-', '');
    const pieces = [];
    for (const [name, value] of form) {
      if (typeof value === 'string') {
        pieces.push(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(crlf(name))}"\r\n\r\n${crlf(value)}\r\n`);
      } else {
        pieces.push(
          `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(crlf(name))}"; filename="${escaped(value.name)}"\r\n` +
            `Content-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`,
          chunkOf(value),
          '\r\n',
        );
      }
    }
    pieces.push(`--${boundary}--\r\n`);
    return { chunk: native.chunk(pieces), type: `multipart/form-data; boundary=${boundary}` };
  }

  return { FormData, Blob, makeForm, entriesOf, encodeForm };
});

// `URLSearchParams`; `URL` itself is native (src/web/url.rs).
(function url(native) {
  'use strict';

  const INTERNAL = Symbol();

  class URLSearchParams {
    #list = []; // flat: name, value, name, value, …
    #url = null;

    constructor(init = '', url) {
      if (init === INTERNAL) {
        this.#list = native.queryParse(url.query);
        this.#url = url.url;
        return;
      }
      if (init === undefined || init === null || typeof init !== 'object') {
        const text = String(init);
        this.#list = native.queryParse(text.startsWith('?') ? text.slice(1) : text);
        return;
      }
      if (#list in init && init[Symbol.iterator] === URLSearchParams.prototype.entries) {
        this.#list = init.#list.slice();
        return;
      }
      const list = this.#list;
      if (typeof init[Symbol.iterator] === 'function') {
        for (const pair of init) {
          const [...both] = pair;
          if (both.length !== 2) {
            throw new TypeError('Each query parameter must be a pair of a name and a value');
          }
          list.push(usv(both[0]), usv(both[1]));
        }
      } else {
        for (const name of Object.keys(init)) list.push(usv(name), usv(init[name]));
      }
    }

    static refresh(params, query) {
      params.#list = native.queryParse(query);
    }

    #changed() {
      if (this.#url !== null) native.urlSetQuery(this.#url, native.queryText(this.#list));
    }

    get size() {
      return this.#list.length / 2;
    }

    append(name, value) {
      this.#list.push(usv(name), usv(value));
      this.#changed();
    }

    delete(name, value) {
      const wanted = usv(name);
      const only = value === undefined ? undefined : usv(value);
      const list = this.#list;
      const kept = [];
      for (let i = 0; i < list.length; i += 2) {
        if (list[i] !== wanted || (only !== undefined && list[i + 1] !== only)) kept.push(list[i], list[i + 1]);
      }
      this.#list = kept;
      this.#changed();
    }

    get(name) {
      const wanted = usv(name);
      const list = this.#list;
      for (let i = 0; i < list.length; i += 2) if (list[i] === wanted) return list[i + 1];
      return null;
    }

    getAll(name) {
      const wanted = usv(name);
      const list = this.#list;
      const found = [];
      for (let i = 0; i < list.length; i += 2) if (list[i] === wanted) found.push(list[i + 1]);
      return found;
    }

    has(name, value) {
      const wanted = usv(name);
      const only = value === undefined ? undefined : usv(value);
      const list = this.#list;
      for (let i = 0; i < list.length; i += 2) {
        if (list[i] === wanted && (only === undefined || list[i + 1] === only)) return true;
      }
      return false;
    }

    set(name, value) {
      const wanted = usv(name);
      const text = usv(value);
      const list = this.#list;
      const kept = [];
      let found = false;
      for (let i = 0; i < list.length; i += 2) {
        if (list[i] !== wanted) kept.push(list[i], list[i + 1]);
        else if (!found) {
          kept.push(wanted, text);
          found = true;
        }
      }
      if (!found) kept.push(wanted, text);
      this.#list = kept;
      this.#changed();
    }

    sort() {
      const list = this.#list;
      const pairs = [];
      for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
      pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#list = pairs.flat();
      this.#changed();
    }

    forEach(callback, thisArg) {
      for (let i = 0; i < this.#list.length; i += 2) {
        callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
      }
    }

    // The list is read anew at each step: iteration is live, as the URL standard says.
    *entries() {
      for (let i = 0; i < this.#list.length; i += 2) yield [this.#list[i], this.#list[i + 1]];
    }

    *keys() {
      for (let i = 0; i < this.#list.length; i += 2) yield this.#list[i];
    }

    *values() {
      for (let i = 0; i < this.#list.length; i += 2) yield this.#list[i + 1];
    }

    toString() {
      return native.queryText(this.#list);
    }

    get [Symbol.toStringTag]() {
      return 'URLSearchParams';
    }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      const shown = [];
      for (const [name, value] of this) shown.push(`${inspect(name, options)} => ${inspect(value, options)}`);
      return shown.length === 0 ? 'URLSearchParams {}' : `URLSearchParams { ${shown.join(', ')} }`;
    }
  }
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, {
    value: URLSearchParams.prototype.entries,
    writable: true,
    enumerable: false,
    configurable: true,
  });

  const { refresh } = URLSearchParams;
  delete URLSearchParams.refresh;

  function usv(value) {
    return (typeof value === 'string' ? value : `${value}`).toWellFormed();
  }

  function paramsOf(url) {
    return native.urlParams.call(url, (query, owner) => new URLSearchParams(INTERNAL, { query, url: owner }), refresh);
  }

  return { URLSearchParams, paramsOf };
});

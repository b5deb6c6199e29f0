// Values as text for people: `util.inspect`, `util.format`, `console`. The layout follows Node's, so
// that logs read as developers expect; it is not meant to be equal in every corner.
(function inspecting(native) {
  'use strict';

  const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
  const DEFAULTS = {
    depth: 2, breakLength: 80, compact: 3, maxArrayLength: 100, maxStringLength: 10000, showHidden: false, sorted: false, colors: false, getters: false,
  };
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const typedName = Object.getOwnPropertyDescriptor(TypedArray.prototype, Symbol.toStringTag).get;
  const LANGUAGE = new Set([
    Object, Array, Date, Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Function, Promise,
    RegExp, Boolean, Number, String, Symbol, BigInt, Map, Set, WeakMap, WeakSet, ArrayBuffer, DataView,
  ]);
  const IDENTIFIER = /^[A-Za-z_]\w*$/;
  /** Beside the elements of longer lists no other properties are looked for: their names would come with all indexes. */
  const MANY = 100_000;
  /** Once a text has this many characters, what is nested is no longer opened: what is met again and again has no end. */
  const LONG = 1 << 22;

  /** A property whose getter, or trap, may throw. */
  function read(object, key) {
    try {
      return object[key];
    } catch {
      return undefined;
    }
  }

  const getter = (type, name) => Object.getOwnPropertyDescriptor(type.prototype, name).get;
  const PROBES = new Map([
    [Map, getter(Map, 'size')], [Set, getter(Set, 'size')], [Date, Date.prototype.getTime], [RegExp, getter(RegExp, 'source')],
    [ArrayBuffer, getter(ArrayBuffer, 'byteLength')],
  ]);

  /** Whether a value is what its prototype says: that may have been given to anything. */
  function isOf(type, value, probe = PROBES.get(type)) {
    if (!(value instanceof type)) return false;
    try {
      Reflect.apply(probe, value, []);
      return true;
    } catch {
      return false;
    }
  }

  const boxOf = (value) => [String, Number, Boolean, Symbol, BigInt].find((type) => isOf(type, value, type.prototype.valueOf));

  function quote(text) {
    const q = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') && !text.includes('${') ? '`' : "'";
    const body = text.replace(/[\\\0-\x1f\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (c) => {
      const known = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v' }[c];
      const code = c.charCodeAt(0).toString(16);
      return known ?? (code.length > 2 ? `\\u${code}` : `\\x${code.toUpperCase().padStart(2, '0')}`);
    });
    return q + (q === "'" ? body.replaceAll("'", "\\'") : body) + q;
  }

  function primitive(value, options) {
    switch (typeof value) {
      case 'string': {
        const max = options.maxStringLength ?? Infinity;
        if (value.length > max) {
          const rest = value.length - max;
          return `${quote(value.slice(0, max))}... ${rest} more character${rest === 1 ? '' : 's'}`;
        }
        return quote(value);
      }
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint':
        return `${value}n`;
      case 'symbol':
        return value.toString();
      default:
        return String(value);
    }
  }

  function constructorName(value) {
    for (let object = value; object !== null; object = Object.getPrototypeOf(object)) {
      const own = Object.getOwnPropertyDescriptor(object, 'constructor');
      if (own === undefined || typeof own.value !== 'function') continue;
      const name = read(own.value, 'name');
      if (typeof name === 'string' && name !== '') return name;
    }
    return null;
  }

  function property(key) {
    if (typeof key === 'symbol') return `[${key.toString()}]`;
    return IDENTIFIER.test(key) ? key : quote(key);
  }

  function inspect(value, given) {
    // Old signature: (value, showHidden, depth, colors).
    if (typeof given === 'boolean') given = { showHidden: given, depth: arguments[2] };
    // Inspect functions of others ask for colours so; there are none.
    const options = { ...DEFAULTS, ...given, stylize: (text) => String(text) };
    if (options.depth === null) options.depth = Infinity;
    const state = given?.state ?? { seen: [], circular: new Map(), deepest: 0, length: 0, level: 0 };
    return format(value, { ...options, state }, state.level);
  }

  function format(given, options, level) {
    if ((typeof given !== 'object' && typeof given !== 'function') || given === null) return primitive(given, options);
    const { state } = options;
    // What stands behind a proxy is shown, as in Node: its traps are not asked.
    let value = given;
    for (let target; (target = native.proxyTarget(value)) !== undefined; value = target) if (target === null) return '<Revoked Proxy>';
    const custom = read(value, CUSTOM);
    if (typeof custom === 'function' && custom !== inspect && !isPrototype(value)) {
      const shown = custom.call(given, options.depth - level, { ...options, state: { ...state, root: shared(state), level: level + 1 } }, inspect);
      if (shown !== given && shown !== value) return typeof shown === 'string' ? shown : format(shown, options, level);
    }
    if (state.seen.includes(value)) {
      if (!state.circular.has(value)) state.circular.set(value, state.circular.size + 1);
      return `[Circular *${state.circular.get(value)}]`;
    }
    return raw(value, options, level);
  }

  /** Of a class, not an instance of it: its methods would look for what only instances have. */
  function isPrototype(value) {
    const own = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
    return typeof own === 'function' && read(own, 'prototype') === value;
  }

  function raw(value, options, level) {
    const { state } = options;
    const name = constructorName(value);
    const tagged = read(value, Symbol.toStringTag);
    const tag = typeof tagged === 'string' && tagged !== '' && tagged !== name ? ` [${tagged}]` : '';
    const prefix = (fallback, size) => `${name === null ? `[${fallback}: null prototype]` : name}${size === undefined ? '' : `(${size})`}${tag} `;
    const typed = value instanceof TypedArray && typedName.call(value) !== undefined;
    const box = boxOf(value);
    let keys = Array.isArray(value) || typed || box === String ? namesBeside(value) : Object.keys(value);
    let braces = ['{', '}'];
    let base = '';
    let head = '';
    const entries = [];
    let list = null; // function that fills `entries` for collections
    let grouped = false;

    if (Array.isArray(value)) {
      head = name === 'Array' && tag === '' ? '' : prefix('Array', value.length);
      braces = ['[', ']'];
      grouped = true;
      list = () => arrayItems(value, options, level, entries);
    } else if (typed) {
      head = prefix(typedName.call(value), value.length);
      braces = ['[', ']'];
      grouped = true;
      list = () => arrayItems(value, options, level, entries);
    } else if (isOf(Map, value)) {
      head = prefix('Map', value.size);
      list = () => limited(Map.prototype.entries.call(value), value.size, options, entries, ([k, v]) => `${format(k, options, level + 1)} => ${format(v, options, level + 1)}`);
    } else if (isOf(Set, value)) {
      head = prefix('Set', value.size);
      list = () => limited(Set.prototype.values.call(value), value.size, options, entries, (v) => format(v, options, level + 1));
    } else if (typeof value === 'function') {
      base = functionText(value, name, tag);
    } else if (isOf(RegExp, value)) {
      base = RegExp.prototype.toString.call(value);
    } else if (isOf(Date, value)) {
      base = Number.isNaN(Date.prototype.getTime.call(value)) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
    } else if (value instanceof Error) {
      base = errorText(value, name);
      if (Object.hasOwn(value, 'cause') && !keys.includes('cause')) keys.push('cause');
      if (Array.isArray(Object.getOwnPropertyDescriptor(value, 'errors')?.value) && !keys.includes('errors')) keys.push('errors');
      keys = keys.filter((key) => !['stack', 'message'].includes(key) && !(key === 'name' && base.includes(told(value, 'name') ?? '')));
    } else if (value instanceof Promise) {
      head = prefix('Promise');
    } else if (isOf(ArrayBuffer, value)) {
      head = prefix('ArrayBuffer');
      list = () => {
        const shown = [...new Uint8Array(value, 0, Math.min(value.byteLength, 50))].map((b) => b.toString(16).padStart(2, '0')).join(' ');
        entries.push(`[Uint8Contents]: <${shown}${value.byteLength > 50 ? ` ... ${value.byteLength - 50} more bytes` : ''}>`, `byteLength: ${value.byteLength}`);
      };
    } else if (value instanceof WeakMap || value instanceof WeakSet) {
      head = prefix(value instanceof WeakMap ? 'WeakMap' : 'WeakSet');
      list = () => entries.push('<items unknown>');
    } else if (box !== undefined) {
      base = `[${box.name}: ${primitive(box.prototype.valueOf.call(value), options)}]`;
    } else if (value instanceof URL && isOf(URL, value, getter(URL, 'href'))) {
      // The class's own getters: those of an event's URL are its own, and one of them throws (F-62).
      const read = (key) => Reflect.get(URL.prototype, key, value);
      const [href, origin, protocol, username, password, host, hostname, port, pathname, search, hash] = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'].map(read);
      head = 'URL ';
      list = () => {
        for (const [key, text] of Object.entries({ href, origin, protocol, username, password, host, hostname, port, pathname, search })) entries.push(`${key}: ${quote(text)}`);
        entries.push(`searchParams: ${format(read('searchParams'), options, level + 1)}`, `hash: ${quote(hash)}`);
      };
    } else {
      head = name === 'Object' && tag === '' ? '' : prefix('Object');
    }

    const empty = keys.length === 0 && (list === null || value.length === 0 || value.size === 0);
    const deepest = shared(state).length > LONG ? 0 : options.depth;
    if (level > deepest && !(empty && base !== '')) {
      if (empty) return `${head}${braces[0]}${braces[1]}`;
      return Array.isArray(value) ? '[Array]' : `[${name === null ? 'Object: null prototype' : name}${tag}]`;
    }

    state.seen.push(value);
    shared(state).deepest = level;
    list?.();
    const symbols = Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
    if (options.sorted) keys.sort(typeof options.sorted === 'function' ? options.sorted : undefined);
    for (const key of [...keys, ...symbols]) {
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      if (descriptor === undefined) continue;
      const label = descriptor.enumerable === false ? `[${String(key)}]` : property(key);
      if (descriptor.get !== undefined) entries.push(`${label}: ${descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]'}`);
      else if (descriptor.set !== undefined) entries.push(`${label}: [Setter]`);
      else entries.push(`${label}: ${format(descriptor.value, options, level + 1)}`);
    }
    state.seen.pop();

    const reference = state.circular.has(value) ? `<ref *${state.circular.get(value)}> ` : '';
    const text = reference + whole(entries, base, head, braces, options, grouped, level);
    shared(state).length += text.length;
    return text;
  }

  function whole(entries, base, head, braces, options, grouped, level) {
    if (entries.length > 0) return layout(entries, base === '' ? head : `${base} `, braces, options, grouped, level);
    return base === '' ? `${head}${braces[0]}${braces[1]}` : base;
  }

  const isIndex = (key) => /^(?:0|[1-9]\d*)$/.test(key);

  /** Names of the properties of a list that are no elements. */
  function namesBeside(list) {
    return list.length > MANY ? [] : Object.keys(list).filter((key) => !isIndex(key));
  }

  function limited(items, size, options, entries, show) {
    const max = options.maxArrayLength ?? Infinity;
    let shown = 0;
    for (const item of items) {
      if (shown++ >= max) break;
      entries.push(show(item));
    }
    more(size - Math.max(max, 0), entries);
  }

  function more(rest, entries) {
    if (rest > 0) entries.push(`... ${rest} more item${rest === 1 ? '' : 's'}`);
  }

  function arrayItems(array, options, level, entries) {
    const { length } = array;
    const max = options.maxArrayLength ?? Infinity;
    // Asked for once there is a gap, which may be as wide as an array can be long.
    let present = null;
    let i = 0;
    for (let shown = 0; i < length && shown < max; shown++) {
      if (Object.hasOwn(array, i)) {
        entries.push(format(array[i++], options, level + 1));
        continue;
      }
      present ??= Object.keys(array).filter(isIndex).map(Number).reverse();
      while (present.length > 0 && present.at(-1) < i) present.pop();
      const end = present.at(-1) ?? length;
      entries.push(`<${end - i} empty item${end - i === 1 ? '' : 's'}>`);
      i = end;
    }
    more(length - i, entries);
  }

  function functionText(value, name, tag) {
    const source = Function.prototype.toString.call(value);
    const own = read(value, 'name');
    const named = typeof own === 'string' ? own : '';
    if (/^class[\s{]/.test(source)) {
      const parent = Object.getPrototypeOf(value);
      const above = typeof parent === 'function' ? read(parent, 'name') : '';
      return `[class ${named || '(anonymous)'}${typeof above === 'string' && above !== '' ? ` extends ${above}` : ''}]`;
    }
    const kind = name === 'AsyncFunction' || name === 'GeneratorFunction' || name === 'AsyncGeneratorFunction' ? name : 'Function';
    return `[${kind}${named === '' ? ' (anonymous)' : `: ${named}`}]${kind === name ? '' : tag}`;
  }

  /** A property of an error as text; none if that cannot be had. */
  function told(error, key) {
    const value = read(error, key);
    try {
      return value === undefined ? undefined : String(value);
    } catch {
      return undefined;
    }
  }

  /** `made` is the name of its class, which says more than a name that was inherited. */
  function errorText(error, made) {
    let name = told(error, 'name') ?? 'Error';
    const inherited = [...LANGUAGE].some((type) => type.prototype instanceof Error && type.name === name) || name === 'Error';
    if (inherited && made !== null && !Object.hasOwn(error, 'name')) name = made;
    const message = told(error, 'message') ?? '';
    const first = message === '' ? name : `${name}: ${message}`;
    const stack = told(error, 'stack') ?? '';
    // The engine's stacks hold frames only; others (copied or set by user code) start with the message.
    if (stack === '') return `[${first}]`;
    const text = stack.trimEnd();
    if (/^\s*at /.test(text)) return `${first}\n${text}`;
    return /\n\s*at /.test(text) ? text : `[${text}]`;
  }

  // Node's rules, so that logs look the same: an object goes on one line when it is short and holds at
  // most `compact` levels; long lists of short items stand in columns.
  function layout(entries, head, braces, options, grouped, level) {
    const open = head + braces[0];
    let shown = entries;
    if (grouped && entries.length > 6) shown = columns(entries, options, level);
    if (options.compact !== false && shown === entries && shared(options.state).deepest - level < options.compact) {
      const start = entries.length + 2 * level + open.length + 10;
      const total = entries.reduce((sum, entry) => sum + entry.length, entries.length + start);
      if (total <= options.breakLength && !entries.some((entry) => entry.includes('\n'))) {
        return `${open} ${entries.join(', ')} ${braces[1]}`;
      }
    }
    const lines = shown.map((entry) => '  ' + entry.replaceAll('\n', '\n  '));
    return `${open}\n${lines.join(',\n')}\n${braces[1]}`;
  }

  /** What nested calls of `inspect` share: the record in which the depth is kept. */
  function shared(state) {
    return state.root ?? state;
  }

  function columns(entries, options, level) {
    const extra = /^\.\.\. \d+ more items?$/.test(entries.at(-1)) ? 1 : 0;
    const items = extra === 1 ? entries.slice(0, -1) : entries;
    if (items.some((entry) => entry.includes('\n'))) return entries;
    const lengths = items.map((entry) => entry.length + 2);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const widest = lengths.reduce((most, length) => Math.max(most, length), 0);
    if (widest * 3 + 2 * level >= options.breakLength || !(total / widest > 5 || widest - 2 <= 6)) return entries;
    const biased = Math.max(widest - 3 - Math.sqrt(widest - total / items.length), 1);
    const count = Math.min(
      Math.round(Math.sqrt(2.5 * biased * items.length) / biased),
      Math.floor((options.breakLength - 2 * level) / widest),
      options.compact * 4,
      15,
    );
    if (count <= 1) return entries;
    const widths = [];
    for (let i = 0; i < count; i++) {
      let width = 0;
      for (let j = i; j < items.length; j += count) width = Math.max(width, lengths[j]);
      widths.push(width);
    }
    const numbers = items.every((entry) => /^-?(?:[\d.]+(?:e[+-]?\d+)?n?|Infinity|NaN)$/.test(entry));
    const rows = [];
    for (let i = 0; i < items.length; i += count) {
      const row = items.slice(i, i + count);
      rows.push(row.map((entry, j) => {
        if (j === row.length - 1) return numbers ? entry.padStart(widths[j] - 2) : entry;
        return numbers ? `${entry}, `.padStart(widths[j]) : `${entry}, `.padEnd(widths[j]);
      }).join(''));
    }
    if (extra === 1) rows.push(entries.at(-1));
    return rows;
  }

  /** `printf`-like formatting of `console.log` and `util.format`. */
  function formatText(...args) {
    return formatWith(undefined, ...args);
  }

  /** The same with options for what it inspects. */
  function formatWith(options, ...args) {
    let text = '';
    let next = 0;
    if (typeof args[0] === 'string') {
      next = 1;
      text = args[0].replace(/%[sdifjoOc%]/g, (code) => {
        if (code === '%%') return args.length > 1 ? '%' : code;
        if (next >= args.length) return code;
        const value = args[next++];
        switch (code) {
          case '%s':
            if (typeof value === 'bigint') return `${value}n`;
            if (typeof value === 'object' && value !== null && !hasOwnText(value)) return inspect(value, { ...options, depth: 0 });
            return Object.is(value, -0) ? '-0' : String(value);
          case '%d':
            return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : String(Number(value));
          case '%i':
            return typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : String(parseInt(value, 10));
          case '%f':
            return typeof value === 'symbol' ? 'NaN' : String(parseFloat(value));
          case '%j':
            try {
              return JSON.stringify(value);
            } catch (error) {
              if (/circular/i.test(told(error, 'message'))) return '[Circular]';
              throw error;
            }
          case '%o':
            return inspect(value, { ...options, depth: 4 });
          case '%O':
            return inspect(value, options);
          default:
            return ''; // %c: styles mean nothing here
        }
      });
    }
    for (; next < args.length; next++) {
      const value = args[next];
      text += (next === 0 ? '' : ' ') + (typeof value === 'string' ? value : inspect(value, options));
    }
    return text;
  }

  /** Whether `String(value)` says something of its own: `toString` comes from no class of the language. */
  function hasOwnText(value) {
    if (native.proxyTarget(value) !== undefined || typeof value.toString !== 'function') return false;
    let holder = value;
    while (holder !== null && !Object.hasOwn(holder, 'toString')) holder = Object.getPrototypeOf(holder);
    if (holder === null) return false;
    if (holder === value) return true;
    const maker = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
    return !(typeof maker === 'function' && LANGUAGE.has(maker));
  }

  inspect.custom = CUSTOM;
  inspect.defaultOptions = DEFAULTS;

  return { inspect, format: formatText, formatWithOptions: formatWith };
});

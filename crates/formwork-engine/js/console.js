// `console`: text goes to the process's own standard streams (src/web/console.rs).
(function consoleGlobal(native) {
  'use strict';

  const { format, inspect } = native.load('inspect');
  const OUT = 1;
  const ERR = 2;
  let indent = '';
  const counts = new Map();
  const times = new Map();

  function write(stream, text) {
    native.write(stream, (indent === '' ? text : indent + text.replaceAll('\n', '\n' + indent)) + '\n');
  }

  const print = (stream) => (...args) => {
    // A getter or an inspect function of user code may throw; a log line must not.
    let text;
    try {
      text = format(...args);
    } catch (error) {
      text = `(console: a value could not be shown: ${String(error?.message)})`;
    }
    write(stream, text.toWellFormed());
  };

  const label = (value) => (value === undefined ? 'default' : String(value));
  const elapsed = (since) => {
    const ms = performance.now() - since;
    return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${ms.toFixed(3)}ms`;
  };

  function table(data, wanted) {
    if (typeof data !== 'object' || data === null) return console.log(data);
    const rows = data instanceof Map ? [...data] : data instanceof Set ? [...data].map((v, i) => [i, v]) : Object.entries(data);
    const keys = [];
    let values = false;
    for (const [, row] of rows) {
      if (typeof row === 'object' && row !== null) {
        for (const key of Object.keys(row)) if (!keys.includes(key)) keys.push(key);
      } else {
        values = true;
      }
    }
    const shownKeys = wanted ?? keys;
    const header = ['(index)', ...shownKeys, ...(values ? ['Values'] : [])];
    const cell = (value) => inspect(value, { depth: 0 });
    const body = rows.map(([index, row]) => {
      const object = typeof row === 'object' && row !== null;
      return [
        String(index),
        ...shownKeys.map((key) => (object && Object.hasOwn(row, key) ? cell(row[key]) : '')),
        ...(values ? [object ? '' : cell(row)] : []),
      ];
    });
    const widths = header.map((text, i) => Math.max(text.length, ...body.map((row) => row[i].length)) + 2);
    const line = (cells) => '│' + cells.map((text, i) => ` ${text}`.padEnd(widths[i])).join('│') + '│';
    const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    return write(OUT, [rule('┌', '┬', '┐'), line(header), rule('├', '┼', '┤'), ...body.map(line), rule('└', '┴', '┘')].join('\n'));
  }

  const console = {
    log: print(OUT),
    info: print(OUT),
    debug: print(OUT),
    error: print(ERR),
    warn: print(ERR),
    dir: (value, options) => write(OUT, inspect(value, options)),
    dirxml: print(OUT),
    trace(...args) {
      const frames = (new Error().stack ?? '').split('\n').slice(1).join('\n');
      write(ERR, `Trace${args.length > 0 ? `: ${format(...args)}` : ''}\n${frames}`.trimEnd());
    },
    assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift('Assertion failed');
      print(ERR)(...args);
    },
    table,
    group(...args) {
      if (args.length > 0) print(OUT)(...args);
      indent += '  ';
    },
    groupCollapsed: (...args) => console.group(...args),
    groupEnd() {
      indent = indent.slice(2);
    },
    count(name) {
      const key = label(name);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      write(OUT, `${key}: ${counts.get(key)}`);
    },
    countReset: (name) => void counts.delete(label(name)),
    time: (name) => void times.set(label(name), performance.now()),
    timeLog(name, ...args) {
      const key = label(name);
      if (times.has(key)) print(OUT)(`${key}: ${elapsed(times.get(key))}`, ...args);
    },
    timeEnd(name) {
      const key = label(name);
      if (times.has(key)) write(OUT, `${key}: ${elapsed(times.get(key))}`);
      times.delete(key);
    },
    clear() {},
  };
  Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });

  return { console };
});

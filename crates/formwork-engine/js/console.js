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

  /** A getter or an inspect function of user code may throw, whatever it likes; a log line must not. */
  function text(show) {
    try {
      return show().toWellFormed();
    } catch (error) {
      return `(console: a value could not be shown${reason(error)})`;
    }
  }

  function reason(error) {
    try {
      return `: ${error.message}`.toWellFormed();
    } catch {
      return '';
    }
  }

  const print = (stream) => (...args) => write(stream, text(() => format(...args)));

  const label = (value) => (value === undefined ? 'default' : String(value));
  const elapsed = (since) => {
    const ms = performance.now() - since;
    return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${ms.toFixed(3)}ms`;
  };

  function table(data, wanted) {
    const rows = data instanceof Map ? [...data] : data instanceof Set ? [...data].map((v, i) => [i, v]) : Object.entries(data);
    const keys = new Set();
    let values = false;
    for (const [, row] of rows) {
      if (typeof row === 'object' && row !== null) {
        for (const key of Object.keys(row)) keys.add(key);
      } else {
        values = true;
      }
    }
    const shownKeys = [...(wanted ?? keys)];
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
    const widths = header.map((text, i) => body.reduce((most, row) => Math.max(most, row[i].length), text.length) + 2);
    const line = (cells) => '│' + cells.map((text, i) => ` ${text}`.padEnd(widths[i])).join('│') + '│';
    const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    return [rule('┌', '┬', '┐'), line(header), rule('├', '┼', '┤'), ...body.map(line), rule('└', '┴', '┘')].join('\n');
  }

  const console = {
    log: print(OUT),
    info: print(OUT),
    debug: print(OUT),
    error: print(ERR),
    warn: print(ERR),
    dir: (value, options) => write(OUT, text(() => inspect(value, options))),
    dirxml: print(OUT),
    trace(...args) {
      const frames = (new Error().stack ?? '').split('\n').slice(1).join('\n');
      write(ERR, `Trace${args.length > 0 ? `: ${text(() => format(...args))}` : ''}\n${frames}`.trimEnd());
    },
    assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift('Assertion failed');
      print(ERR)(...args);
    },
    table: (data, wanted) => (typeof data === 'object' && data !== null ? write(OUT, text(() => table(data, wanted))) : console.log(data)),
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

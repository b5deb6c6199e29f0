// Custom types for reducers and revivers (S-180): classes, and also a string, functions and symbols, for
// which reducers are asked too.
export class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
}

export class Box {
  constructor(content) {
    this.content = content;
  }
}

const functions = { first() {}, second: () => {}, third: class {} };

export const own = {
  functions: Object.values(functions),
  symbols: [Symbol.for('formwork one'), Symbol.for('</script>')],
};

export const reducers = {
  Point: (value) => value instanceof Point && [value.x, value.y],
  Box: (value) => value instanceof Box && value.content,
  Tagged: (value) => typeof value === 'string' && value.startsWith('tag:') && { rest: value.slice(4) },
  'Own function': (value) =>
    typeof value === 'function' && Object.keys(functions).find((name) => functions[name] === value),
  Symbol: (value) => typeof value === 'symbol' && own.symbols.includes(value) && Symbol.keyFor(value),
};

// In a damaged text the payload may be anything; making text of an array of four thousand million holes
// would take minutes.
const from_text = (payload, make) => (typeof payload === 'string' ? make(payload) : { payload });

/** Revivers that count: how often one runs tells whether a value needed itself (S-158). */
export function counting_revivers() {
  let calls = 0;
  const counted = (revive) => (payload) => {
    calls += 1;
    return revive(payload);
  };
  return {
    revivers: {
      Point: counted(([x, y]) => new Point(x, y)),
      Box: counted((content) => new Box(content)),
      Tagged: counted(({ rest }) => from_text(rest, (text) => `tag:${text}`)),
      'Own function': counted((name) => from_text(name, (text) => functions[text])),
      Symbol: counted((key) => from_text(key, (text) => Symbol.for(text))),
    },
    calls: () => calls,
  };
}

/** How many elements of a text are of which type; holes, sparse arrays and windows count as types too. */
export function count_types(text, types = {}) {
  const parsed = JSON.parse(text);
  const count = (name) => (types[name] = (types[name] ?? 0) + 1);
  if (!Array.isArray(parsed)) return types;
  for (const element of parsed) {
    if (Array.isArray(element)) {
      if (typeof element[0] === 'string') count(element[0]);
      else if (element[0] === -7) count('sparse');
      else if (element.includes(-2)) count('hole');
      if (element.length === 4 && /Array$|^DataView$/.test(element[0])) count(`window of ${element[0]}`);
    } else if (element !== null && typeof element === 'object') {
      count('{}');
    }
  }
  return types;
}

/** How many elements of a text are values of custom types. */
export function count_custom(text) {
  const types = count_types(text);
  return Object.keys(reducers).reduce((sum, name) => sum + (types[name] ?? 0), 0);
}

// Generated values: the same text, the same meaning, the same refusals.
import * as npm from 'devalue';
import { attempt, part, report, same_path, show } from 'test:compare';
import { count_custom, count_types, counting_revivers, reducers } from 'test:custom';
import { generate } from 'test:generate';
import { randomness } from 'test:random';

const evaluate = eval;
// A generator that silently stops making something would make these tests pass for nothing.
const VIEWS = ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64', 'BigInt64', 'BigUint64'].map((name) => `${name}Array`);
const TYPES = [
  '{}', 'null', 'sparse', 'hole', 'BigInt', 'Object', 'Date', 'RegExp', 'Set', 'Map', 'URL', 'URLSearchParams', 'ArrayBuffer', 'DataView', 'window of DataView',
  ...VIEWS, ...VIEWS.map((name) => `window of ${name}`), ...Object.keys(reducers),
];

const HOOK = 'globalThis.__revive';

export function run(ours, seed, count) {
  const { fail, text: failures } = report();
  const seen = { written: 0, refused: 0, circular: 0, types: {} };
  for (let index = 0; index < count; index += 1) {
    const random = randomness(seed, index);
    const options = { custom: random.chance(1, 3), refused: random.chance(1, 4) };
    const value = generate(random, options);
    const wrong = check(ours, value, options.custom ? reducers : {}, seen);
    if (wrong !== undefined && fail(`seed ${seed}, index ${index}`, { ...wrong, value: show(value) })) break;
  }
  const rare = count < 5000 ? [] : TYPES.filter((type) => !(seen.types[type] >= 20));
  if (rare.length > 0) fail('the generator', { 'hardly makes': rare.join(', ') });
  const note = `${seen.written} written, ${seen.refused} refused, ${seen.circular} need themselves`;
  return [count, note, failures()];
}

function check(ours, value, reducers, seen) {
  const theirs = attempt(() => npm.stringify(value, reducers));
  const text = attempt(() => ours.encode(value, reducers));
  if (theirs.error !== undefined || text.error !== undefined) {
    if (theirs.error !== undefined && text.error !== undefined && same_path(text.path, theirs.path)) {
      seen.refused += 1;
      const source = attempt(() => ours.uneval(value, reducers, HOOK));
      if (source.path !== text.path) return { uneval: `fails at ${source.path}, encode at ${text.path}` };
      return undefined;
    }
    return { encode: `ours ${outcome(text)}\n  npm: ${outcome(theirs)}` };
  }
  if (text.value !== theirs.value) return { encode: part(text.value, theirs.value) };
  seen.written += 1;
  count_types(text.value, seen.types);

  const custom = count_custom(theirs.value);
  const counting = counting_revivers();
  const parsed = attempt(() => npm.parse(theirs.value, counting.revivers));
  const needs_itself = parsed.error !== undefined || counting.calls() > custom;
  const { revivers } = counting_revivers();
  const decoded = attempt(() => ours.decode(theirs.value, revivers));
  const source = attempt(() => ours.uneval(value, reducers, HOOK));
  if (needs_itself) {
    // S-158: the package runs a reviver twice, or gives up; this is an error here.
    seen.circular += 1;
    if (decoded.error === undefined) return { decode: 'a value that needs itself is accepted' };
    if (source.error === undefined) return { uneval: 'a value that needs itself is accepted' };
    return undefined;
  }
  if (decoded.error !== undefined) return { decode: decoded.error, text: show(theirs.value) };
  const again = attempt(() => npm.stringify(decoded.value, reducers));
  if (again.value !== theirs.value) return { decode: part(again.value, theirs.value), error: again.error };

  if (source.error !== undefined) return { uneval: source.error };
  if (/<\/script|<!--|[\u2028\u2029]/i.test(source.value)) return { uneval: 'is not inert', source: show(source.value) };
  globalThis.__revive = (name, payload) => revivers[name](payload);
  // In a list, more than a single expression shows (S-186).
  const evaluated = attempt(() => evaluate(`[${source.value}\n]`));
  if (evaluated.error !== undefined) return { uneval: evaluated.error, source: show(source.value) };
  if (evaluated.value.length !== 1) return { uneval: 'is not a single expression', source: show(source.value) };
  const meaning = attempt(() => npm.stringify(evaluated.value[0], reducers));
  if (meaning.value !== theirs.value) {
    return { uneval: part(meaning.value, theirs.value), error: meaning.error, source: show(source.value) };
  }
  return undefined;
}

function outcome({ value, error, path }) {
  return error === undefined ? `writes ${show(value)}` : `fails at ${show(path)}: ${error}`;
}

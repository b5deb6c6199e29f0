// Texts of generated values, damaged: what the package refuses is refused, the rest means the same.
import * as npm from 'devalue';
import { attempt, part, report, show } from 'test:compare';
import { count_custom, counting_revivers, reducers } from 'test:custom';
import { generate } from 'test:generate';
import { randomness } from 'test:random';

const NUMBERS = [0, 1, 2, 3, 4, 5, 7, -1, -2, -3, -4, -5, -6, -7, -8, -0, 0.5, 1.5, 1e300, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 53];
const TYPES = [
  'Date', 'RegExp', 'Set', 'Map', 'Object', 'BigInt', 'null', 'URL', 'URLSearchParams', 'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Float64Array',
  'BigInt64Array', 'Temporal.PlainDate', 'Point', 'Box', 'Tagged', 'Symbol', 'Own function', 'Foo', 'Array', '', '__proto__', 'constructor', 'toString',
];
const WORDS = ['', 'a', 'g', 'zz', '12', '-0', '0x10', '1970-01-01', 'AQ==', 'AQ=', 'AQ', 'AQI=', 'A', '====', 'A===', 'A Q=', 'AQID\n', '-_', 'x', 'http://a/', '__proto__', 'length', '0'];
const BYTES = ['[', ']', '{', '}', ',', ':', '"', '\\', '-', '+', '.', 'e', '0', '1', '7', ' ', '\n', '\t', '\x0b', '\xa0', '\ufeff', '\0', 'n', 't', 'null', 'true', '\\u0000', '\\ud800', '\\udc00', '/', '\u2028', '=', '-7,', '[]', '{}', '""'];

function word({ pick, below }) {
  return [() => pick(TYPES), () => pick(WORDS), () => pick(NUMBERS), () => pick([null, true, false])][below(4)]();
}

/** Changes one thing in the parsed text. */
function damage_structure(elements, random) {
  const { below, chance, pick } = random;
  const at = below(elements.length);
  const element = elements[at];
  if (element === null || typeof element !== 'object' || chance(1, 12)) {
    elements[at] = chance(1, 2) ? word(random) : structuredClone(pick(elements));
    return;
  }
  if (!Array.isArray(element)) {
    const keys = Object.keys(element);
    const key = keys.length > 0 && chance(3, 4) ? pick(keys) : pick(['a', '__proto__', '0', 'constructor', '']);
    if (chance(1, 6)) delete element[key];
    else Object.defineProperty(element, key, { value: word(random), enumerable: true, configurable: true, writable: true });
    return;
  }
  const inside = below(element.length + 1);
  switch (below(5)) {
    case 0:
      element.splice(inside, 1);
      break;
    case 1:
      element.splice(inside, 0, word(random));
      break;
    case 2:
      if (typeof element[0] === 'string') element[0] = pick(TYPES);
      else element.unshift(pick([-7, -7, 'Set', 'Map', 'null']));
      break;
    case 3:
      // The entries change places.
      element.push(element.splice(inside, 1)[0] ?? 0);
      break;
    default:
      element[inside % Math.max(1, element.length)] = word(random);
  }
}

function damage_text(text, { below, chance, pick }) {
  const from = below(text.length + 1);
  const to = Math.min(text.length, from + 1 + below(3));
  switch (below(4)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, from) + pick(BYTES) + text.slice(from);
    case 2:
      return text.slice(0, from) + pick(BYTES) + text.slice(to);
    default: {
      const copied = text.slice(from, from + 1 + below(12));
      return text.slice(0, to) + copied + text.slice(chance(1, 2) ? to : from);
    }
  }
}

/** A damaged text; never one with half a surrogate pair, which no UTF-8 text can hold. */
function damaged(random) {
  const value = generate(random, { custom: random.chance(1, 3), refused: false });
  let text = npm.stringify(value, reducers).toWellFormed();
  // Large texts are more of the same.
  if (text.length > 6000) return text.slice(0, random.below(6000)).toWellFormed();
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const elements = random.chance(2, 3) ? attempt(() => JSON.parse(text)).value : undefined;
    if (Array.isArray(elements) && elements.length > 0) {
      damage_structure(elements, random);
      // JSON knows no -0, and it must be tried.
      text = JSON.stringify(elements, (_, entry) => (Object.is(entry, -0) ? '(minus zero)' : entry)).replaceAll('"(minus zero)"', '-0');
    } else {
      text = damage_text(text, random);
    }
  }
  return text.toWellFormed();
}

export function run(ours, seed, count) {
  const { fail, text: failures } = report();
  const seen = { same: 0, refused: 0, stricter: 0 };
  for (let index = 0; index < count; index += 1) {
    const text = damaged(randomness(~seed, index));
    const wrong = check(ours, text, seen);
    if (wrong !== undefined && fail(`seed ${seed}, index ${index}`, { ...wrong, text: show(text) })) break;
  }
  const note = `${seen.same} mean the same, ${seen.refused} refused by both, ${seen.stricter} refused by ours alone`;
  return [count, note, failures()];
}

export function check(ours, text, seen) {
  const counting = counting_revivers();
  const theirs = attempt(() => npm.parse(text, counting.revivers));
  const mine = attempt(() => ours.decode(text, counting_revivers().revivers));
  if (theirs.error !== undefined) {
    if (mine.error === undefined) return { decode: `ours reads ${show(mine.value)}, npm says ${theirs.error}` };
    seen.refused += 1;
    return undefined;
  }
  const meaning = attempt(() => npm.stringify(theirs.value, reducers));
  if (mine.error === undefined) {
    const mine_means = attempt(() => npm.stringify(mine.value, reducers));
    if (mine_means.value !== meaning.value || mine_means.path !== meaning.path) {
      return { decode: part(mine_means.value ?? String(mine_means.error), meaning.value ?? String(meaning.error)) };
    }
    seen.same += 1;
    return undefined;
  }
  // Being stricter is fine, but not with a text that the package itself writes.
  if (meaning.value === text && counting.calls() <= count_custom(text)) return { decode: `ours says ${mine.error}` };
  seen.stricter += 1;
  return undefined;
}

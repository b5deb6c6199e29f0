// How two answers are compared, and how a failure is told.
import { inspect } from 'node:util';

/** What a call gives: a value, or that it failed, with the path if the failure has one. */
export function attempt(call) {
  try {
    return { value: call() };
  } catch (error) {
    return { error, path: error?.path };
  }
}

// Some paths differ on purpose; see PATHS in tables.js, which holds both forms against each other. Ours
// is made theirs where it says more, theirs is made ours where it says the same unescaped.
const TOLD_BETTER = [
  [/\.get\(undefined\)/g, '.get(-1)'],
  [/\.get\((-?\d+)n\)/g, '.get(["BigInt","$1"])'],
];
const ESCAPES = { '<': '\\u003C', '\u2028': '\\u2028', '\u2029': '\\u2029' };

export function same_path(ours, theirs) {
  if (ours === undefined || theirs === undefined) return ours === theirs;
  let plain = ours;
  for (const [better, worse] of TOLD_BETTER) plain = plain.replace(better, worse);
  return plain === theirs.replace(/[<\u2028\u2029]/g, (char) => ESCAPES[char]);
}

export function show(value) {
  let text;
  try {
    text = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 12, maxArrayLength: 50 });
  } catch (error) {
    text = `(cannot be shown: ${error})`;
  }
  return text.length > 4000 ? `${text.slice(0, 4000)}… (${text.length} characters)` : text;
}

/** The place where two texts part. */
export function part(ours, theirs) {
  if (typeof ours !== 'string' || typeof theirs !== 'string') return `ours ${show(ours)}, npm ${show(theirs)}`;
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  const around = (text) => show(text.slice(Math.max(0, at - 60), at + 60));
  return `at ${at}\n    ours … ${around(ours)}\n    npm  … ${around(theirs)}`;
}

/** Collects failures; more than a few say no more than the first ones. */
export function report() {
  const failures = [];
  return {
    fail(about, lines) {
      failures.push(`== ${about}\n${Object.entries(lines).map(([name, text]) => `  ${name}: ${text}`).join('\n')}\n`);
      return failures.length >= 8;
    },
    text: () => failures.join('\n'),
  };
}

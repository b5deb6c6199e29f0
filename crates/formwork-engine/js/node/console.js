// `node:console`.
const { console } = globalThis;

export const { log, info, warn, error, debug, trace, dir, table, group, groupEnd, time, timeEnd, timeLog, count, countReset, assert } = console;

export default console;

// `node:module`. Everything was bundled when the app was built: there is nothing to load any more.
const NAMES = [
  'assert', 'async_hooks', 'buffer', 'console', 'crypto', 'diagnostics_channel', 'events', 'fs', 'http', 'https', 'module', 'os', 'path', 'perf_hooks',
  'process', 'querystring', 'stream', 'string_decoder', 'timers', 'tty', 'url', 'util', 'worker_threads', 'zlib',
];

export const builtinModules = [...NAMES, 'sqlite'];
export const isBuiltin = (name) => builtinModules.includes(String(name).replace(/^node:/, ''));

export function createRequire(from) {
  const refuse = (name) => {
    const error = new Error(`Cannot load "${name}" with createRequire() (of ${from}): a Formwork server is one bundled module. Use import instead.`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  };
  return Object.assign((name) => refuse(name), { resolve: refuse, cache: Object.create(null), main: undefined });
}

export const register = () => {};

export default { builtinModules, isBuiltin, createRequire, register };

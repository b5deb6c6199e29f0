// `node:process`; the object is in js/process.js.
const { process } = globalThis.__formwork_native.load('process');

export const { env, argv, argv0, execArgv, execPath, pid, ppid, platform, arch, version, versions, release, stdout, stderr, title } = process;
export const { cwd, chdir, exit, abort, kill, uptime, hrtime, memoryUsage, cpuUsage, nextTick, emitWarning, umask } = process;
export const { on, once, off, addListener, removeListener, removeAllListeners, listeners, emit } = process;

export default process;

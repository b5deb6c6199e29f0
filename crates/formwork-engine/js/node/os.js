// `node:os`.
const native = globalThis.__formwork_native;

export const EOL = '\n';
export const devNull = '/dev/null';
export const tmpdir = () => native.tmpdir().replace(/(.)\/$/, '$1');
export const hostname = () => native.hostname();
export const platform = () => native.platform();
export const type = () => ({ linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' })[native.platform()] ?? native.platform();
export const arch = () => native.arch();
export const machine = () => ({ x64: 'x86_64', arm64: 'aarch64' })[native.arch()] ?? native.arch();
export const release = () => '';
export const version = () => '';
export const endianness = () => 'LE';
export const homedir = () => globalThis.process.env.HOME ?? '/';
export const availableParallelism = () => native.cpuCount();
export const cpus = () =>
  Array.from({ length: native.cpuCount() }, () => ({ model: '', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }));
export const loadavg = () => [0, 0, 0];
export const totalmem = () => 0;
export const freemem = () => 0;
export const uptime = () => performance.now() / 1000;
export const networkInterfaces = () => ({});
export const userInfo = () => ({ uid: -1, gid: -1, username: globalThis.process.env.USER ?? '', homedir: homedir(), shell: null });
export const constants = { signals: {}, errno: {} };

export default {
  EOL, devNull, tmpdir, hostname, platform, type, arch, machine, release, version, endianness, homedir, availableParallelism, cpus, loadavg,
  totalmem, freemem, uptime, networkInterfaces, userInfo, constants,
};

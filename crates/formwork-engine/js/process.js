// The global `process`: what server code reads of it. It cannot end the server.
(function processGlobal(native) {
  'use strict';

  const start = performance.now();

  function refuseExit() {
    throw new Error('process.exit is not allowed in the server: throw an error instead, or stop the server from outside');
  }

  // The environment is read when first looked at and then belongs to user code.
  let env;
  function loadEnv() {
    if (env === undefined) {
      env = Object.create(null);
      const flat = native.environment();
      for (let i = 0; i < flat.length; i += 2) env[flat[i]] = flat[i + 1];
      // Values are strings, whatever is assigned, as in Node.
      env = new Proxy(env, {
        set(target, key, value) {
          target[key] = String(value);
          return true;
        },
      });
    }
    return env;
  }

  const stream = (number) => ({
    write(text, encoding, done) {
      native.write(number, typeof text === 'string' ? text : native.decode('utf-8', text, false, true));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') queueMicrotask(callback);
      return true;
    },
    isTTY: false,
    fd: number,
    writable: true,
    on() { return this; },
    once() { return this; },
    off() { return this; },
    addListener() { return this; },
    removeListener() { return this; },
    removeAllListeners() { return this; },
    emit: () => false,
    listenerCount: () => 0,
    cork() {},
    uncork() {},
    // They are the server's: nobody ends them.
    end(text, encoding, done) {
      if (typeof text === 'function') [text, done] = [undefined, text];
      if (typeof encoding === 'function') [encoding, done] = [undefined, encoding];
      if (text !== undefined && text !== null) this.write(text, encoding);
      if (typeof done === 'function') queueMicrotask(done);
      return this;
    },
  });

  const hrtime = (before) => {
    const now = performance.now() - start;
    const seconds = Math.floor(now / 1000);
    const nanos = Math.floor((now % 1000) * 1e6);
    if (before === undefined) return [seconds, nanos];
    const [s, n] = [seconds - before[0], nanos - before[1]];
    return n < 0 ? [s - 1, n + 1e9] : [s, n];
  };
  hrtime.bigint = () => BigInt(Math.floor((performance.now() - start) * 1e6));

  const process = {
    get env() {
      return loadEnv();
    },
    set env(value) {
      env = value;
    },
    title: 'formwork',
    argv: ['formwork'],
    argv0: 'formwork',
    execArgv: [],
    execPath: native.execPath(),
    pid: native.pid(),
    ppid: 0,
    platform: native.platform(),
    arch: native.arch(),
    version: 'v22.0.0',
    // `node` is what packages look at to decide what they may use.
    versions: { node: '22.0.0', formwork: native.version },
    release: { name: 'formwork' },
    features: {},
    config: {},
    exitCode: undefined,
    stdout: stream(1),
    stderr: stream(2),
    cwd: () => native.cwd(),
    chdir() {
      throw new Error('process.chdir is not allowed in the server');
    },
    exit: refuseExit,
    reallyExit: refuseExit,
    abort: refuseExit,
    kill: refuseExit,
    uptime: () => (performance.now() - start) / 1000,
    hrtime,
    memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), { rss: () => 0 }),
    cpuUsage: () => ({ user: 0, system: 0 }),
    umask: () => 0o022,
    nextTick(callback, ...args) {
      if (typeof callback !== 'function') throw new TypeError('process.nextTick needs a function');
      queueMicrotask(() => callback(...args));
    },
    emitWarning(warning) {
      console.warn(warning instanceof Error ? `${warning.name}: ${warning.message}` : `Warning: ${String(warning)}`);
    },
    // Events of the process belong to the server; listeners are accepted and never called.
    on() { return process; },
    once() { return process; },
    off() { return process; },
    addListener() { return process; },
    removeListener() { return process; },
    removeAllListeners() { return process; },
    listeners: () => [],
    listenerCount: () => 0,
    emit: () => false,
  };
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });

  return { process };
});

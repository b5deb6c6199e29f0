// `node:perf_hooks`: the clock. Observers are accepted and see nothing.
export const { performance } = globalThis;

export class PerformanceObserver {
  observe() {}
  disconnect() {}
  takeRecords() { return []; }
  static supportedEntryTypes = [];
}

export const constants = {};
export const monitorEventLoopDelay = () => ({ enable() {}, disable() {}, reset() {}, min: 0, max: 0, mean: 0, stddev: 0, percentile: () => 0 });

export default { performance, PerformanceObserver, constants, monitorEventLoopDelay };

// `node:worker_threads`: this is the only thread there is.
export const isMainThread = true;
export const parentPort = null;
export const workerData = null;
export const threadId = 0;
export const resourceLimits = {};
export const { MessageChannel, MessagePort } = globalThis;

export class Worker {
  constructor() {
    throw new Error('Worker threads are not available in Formwork');
  }
}

export const getEnvironmentData = () => undefined;
export const setEnvironmentData = () => {};
export const markAsUntransferable = () => {};

export default {
  isMainThread, parentPort, workerData, threadId, resourceLimits, MessageChannel, MessagePort, Worker, getEnvironmentData, setEnvironmentData,
  markAsUntransferable,
};

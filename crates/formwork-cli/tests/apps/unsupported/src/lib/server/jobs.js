import { Worker } from 'node:worker_threads';
import { add } from 'queue';

export const start = (job) => add(new Worker(job));

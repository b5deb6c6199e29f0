import { connect } from 'node:net';
import { add } from 'queue';

export const start = (job) => add(connect(job));

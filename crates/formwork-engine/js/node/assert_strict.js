// `node:assert/strict`.
import { strict } from 'node:assert';

export const {
  AssertionError, ok, fail, equal, notEqual, strictEqual, notStrictEqual, deepEqual, notDeepEqual, deepStrictEqual, notDeepStrictEqual, match,
  doesNotMatch, ifError, throws, doesNotThrow, rejects, doesNotReject,
} = strict;
export { strict };

export default strict;

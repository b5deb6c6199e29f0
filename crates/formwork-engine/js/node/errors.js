// `formwork:errors`: errors as Node makes them.

export function coded(Type, code, message) {
  return Object.assign(new Type(message), { code });
}

export const abortError = (signal) => Object.assign(new Error('The operation was aborted', { cause: signal?.reason }), { name: 'AbortError', code: 'ABORT_ERR' });

/** Throws if the signal, if there is one, is aborted. */
export function refuseAborted(signal) {
  if (signal?.aborted) throw abortError(signal);
}

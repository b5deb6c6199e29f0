/** The public dynamic environment that came with the document (F-168); set before any app module that may read it. */

/** @type {Record<string, string>} */
export const env = {};

/** @param {string} value */
export const match = (value) => /^[0-9]+$/.test(value);

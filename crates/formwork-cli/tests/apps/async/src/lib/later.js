/** The value, a little later. */
export const later = (value) => new Promise((resolve) => setTimeout(() => resolve(value), 5));

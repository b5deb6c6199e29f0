export const match = (value) => /^[a-z]+$/.test(value);

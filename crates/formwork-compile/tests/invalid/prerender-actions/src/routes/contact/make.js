export const make = () => ({ default: () => {} });

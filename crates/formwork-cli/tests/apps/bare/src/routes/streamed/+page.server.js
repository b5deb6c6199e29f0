export const load = () => ({ now: 1, later: new Promise((resolve) => setTimeout(() => resolve('came later'), 20)) });

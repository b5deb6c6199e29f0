/** A text that is another one each time: shows whether something ran again. */
export const stamp = () => Math.random().toString(36).slice(2);

// `node:tty`: the server has no terminal of its own.
export const isatty = () => false;

export class ReadStream {}
export class WriteStream {}

export default { isatty, ReadStream, WriteStream };

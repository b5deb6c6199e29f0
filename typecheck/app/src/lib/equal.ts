/** `true` only for the same type: neither wider nor narrower. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Takes nothing but `true`. */
export type Assert<T extends true> = T;

/** Written out, as types compare by how they are written. */
export type Flat<T> = T extends object ? { [K in keyof T]: T[K] } : T;

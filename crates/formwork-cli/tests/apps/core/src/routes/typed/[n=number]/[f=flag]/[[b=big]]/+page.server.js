const shown = ({ n, f, b }) => [typeof n, typeof f, typeof b, String(n), String(f), String(b)].join(' ');

export const load = ({ params }) => ({ n: params.n, f: params.f, b: params.b, server: shown(params) });

export const actions = { default: ({ params }) => shown(params) };

export const load = ({ url }) => (url.searchParams.has('later') ? { later: Promise.resolve(1) } : {});

export const actions = { default: () => ({ done: true }) };

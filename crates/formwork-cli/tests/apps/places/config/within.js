export const within = (name) => `app/${name}`;

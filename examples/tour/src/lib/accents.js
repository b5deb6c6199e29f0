export const accents = ['rust', 'ocean', 'forest', 'plum'];

/** A known accent, whatever the cookie or the form said. @param {unknown} value */
export const accentOf = (value) => accents.find((accent) => accent === value) ?? 'rust';

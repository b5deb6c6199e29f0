/** The browser's answer to "whose origin is a redirect location compared with?" (S-67). */
export const currentOrigin = () => location.origin;

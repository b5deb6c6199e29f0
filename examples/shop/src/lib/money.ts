/** Prices are whole cents everywhere; this is the only place where they become text. */
export const money = (cents: number) => `€${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** @type {import('./$types').LayoutServerLoad} */
export const load = ({ locals }) => ({ name: locals.user?.name });

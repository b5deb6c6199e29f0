/** @satisfies {import('@sveltejs/kit').ParamMatcher} */
export const match = (value) => value === 'apple' || value === 'pear';

import { resolve } from '$app/paths';

export const load = async ({ data, fetch }) => {
	const response = await fetch(resolve('/words'));
	return { ...data, words: await response.text() };
};

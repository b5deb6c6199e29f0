export const load = async ({ fetch, depends }) => {
	depends('uses:page');
	return { universal: await (await fetch('/uses/api?n=1')).text() };
};

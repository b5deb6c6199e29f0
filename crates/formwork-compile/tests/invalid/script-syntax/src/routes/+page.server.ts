export const load = async () => {
	const items: string[] = [;
	return { items };
};

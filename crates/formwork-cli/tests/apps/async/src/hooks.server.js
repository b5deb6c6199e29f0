export async function handleError({ kind, error }) {
	await new Promise((resolve) => setTimeout(resolve, 5));
	return { message: `${kind}: ${error.message}` };
}

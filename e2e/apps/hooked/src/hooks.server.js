export function handleError({ kind }) {
	return { side: 'server', kind };
}

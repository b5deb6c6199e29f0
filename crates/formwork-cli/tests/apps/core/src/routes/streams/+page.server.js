const later = (value, ms = 5) => new Promise((resolve) => setTimeout(() => resolve(value), ms));
const fails = (reason, ms = 5) => later(null, ms).then(() => Promise.reject(reason));

export async function load({ url }) {
	// Node would end on it, unless somebody looks at it before anything is sent.
	const early = url.searchParams.has('early') ? Promise.reject(new Error('secret of early')) : fails('nothing', 60);
	await later(null, 20);
	return {
		deep: { list: [later({ inner: later({ innermost: later('the end') }) })] },
		early,
		late: fails(new Error('secret of late'))
	};
}

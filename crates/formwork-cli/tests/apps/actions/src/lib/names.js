/** The names of a form, to see that helpers in other modules can work with it. */
export function names(data) {
	return { names: Array.from(data.keys()), url: new URLSearchParams(data).toString() };
}

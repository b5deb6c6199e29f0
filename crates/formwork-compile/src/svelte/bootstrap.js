// Runs once beside the Svelte compiler in its own engine. One function, text in and text out: crossing the border
// with one string each way is cheaper than with objects.
globalThis.console ??= {};
for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) console[name] ??= () => {};

globalThis.__formwork_compile = (source, filename, kind, options, css_hash) => {
	const place = ({ code, message, start, end }) => ({
		code: code ?? null,
		message,
		start: start ? [start.line, start.column] : null,
		end: end ? [end.line, end.column] : null
	});
	const settings = { ...JSON.parse(options), filename };
	// The compiler knows of no faults of its options' functions.
	let problem = null;
	if (css_hash) {
		settings.cssHash = ({ name, filename, css }) => {
			const answer = JSON.parse(css_hash(JSON.stringify({ name, filename, css })));
			if (typeof answer.value === 'string') return answer.value;
			problem = `\`cssHash\`: ${answer.problem ?? 'it must give a string'}`;
			throw new Error(problem);
		};
	}
	try {
		const result =
			kind === 'module'
				? svelte.compileModule(source, settings)
				: svelte.compile(source, { css: 'external', ...settings, discloseVersion: false });
		return JSON.stringify({
			code: result.js.code,
			map: result.js.map ? result.js.map.toString() : null,
			css: result.css ? result.css.code : null,
			warnings: (result.warnings ?? []).map(place)
		});
	} catch (error) {
		if (problem !== null) return JSON.stringify({ problem });
		return JSON.stringify({
			error: place({
				code: error?.code,
				message: String(error?.message ?? error),
				start: error?.start,
				end: error?.end
			}),
			stack: error?.code ? null : String(error?.stack ?? '')
		});
	}
};

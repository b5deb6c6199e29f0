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
	if (css_hash) {
		settings.cssHash = ({ name, filename, css }) => {
			const found = css_hash(JSON.stringify({ name, filename, css }));
			if (typeof found !== 'string') throw new Error('`compilerOptions.cssHash` must give a string');
			return found;
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

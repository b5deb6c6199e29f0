export const started = (import.meta.hot?.data.started ?? 0) + 1;

export const version = 'version one';

if (import.meta.hot) {
	import.meta.hot.accept((next) => {
		globalThis.accepted = next.version;
	});
	import.meta.hot.dispose((data) => {
		data.started = started;
	});
	globalThis.started = started;
}

export const load = (event) => ({
	...event.data,
	universal: Object.keys(event).sort(),
	tracing: [event.tracing?.enabled, event.tracing?.root?.isRecording(), event.tracing?.current?.isRecording()]
});

import { getRequestEvent } from '$app/server';

export async function GET(event) {
	const { tracing } = event;
	const inside = await event.fetch('/event/inside/flags');
	const span = tracing.current;
	span.setAttribute('a', 1).setStatus({ code: 1 });
	span.end();
	return Response.json({
		platform: typeof event.platform,
		tracing: [tracing.enabled, tracing.root.isRecording(), span.isRecording(), typeof span.spanContext().traceId],
		flags: [event.isDataRequest, event.isSubRequest, event.isRemoteRequest],
		inside: await inside.json(),
		same: getRequestEvent() === event,
		cookie: event.cookies.get('of-handle'),
		address: event.getClientAddress()
	});
}

export const GET = ({ isDataRequest, isSubRequest, isRemoteRequest, cookies, locals }) =>
	Response.json({ flags: [isDataRequest, isSubRequest, isRemoteRequest], cookie: cookies.get('of-handle'), ran: locals.ran });

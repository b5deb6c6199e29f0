import {
	error,
	fail,
	invalid,
	isActionFailure,
	isHttpError,
	isRedirect,
	isValidationError,
	json,
	redirect,
	text
} from '@sveltejs/kit';
import { caught } from '#lib/caught.js';

/** The arguments of the call under test, as JSON in the form. */
const args = async ({ request }) => JSON.parse((await request.formData()).get('args'));

export const actions = {
	redirect: async (event) => redirect(...(await args(event))),
	redirect_url: ({ url }) => redirect(303, new URL('/default?x=1', url)),
	error: async (event) => error(...(await args(event))),
	fail: async (event) => fail(...(await args(event))),

	classes: () => {
		const failure = fail(400, { a: 1 });
		const thrown_error = caught(() => error(404, 'm', { extra: 1 }));
		const thrown_redirect = caught(() => redirect(303, '/default'));
		return {
			failure: [failure.status, failure.data, isActionFailure(failure)],
			look_alike: isActionFailure({ status: 400, data: { a: 1 } }),
			http_error: [thrown_error.status, thrown_error.body, thrown_error instanceof Error],
			is_http_error: [isHttpError(thrown_error), isHttpError(thrown_error, 404), isHttpError(thrown_error, 500)],
			redirect: [thrown_redirect.status, thrown_redirect.location, thrown_redirect instanceof Error],
			is_redirect: [isRedirect(thrown_redirect), isRedirect(thrown_error), isRedirect({ status: 303, location: '/' })]
		};
	},
	for_remote_functions: () => [typeof invalid, isValidationError(new Error('x'))],
	look_alike: () => ({ status: 400, data: { a: 1 } }),
	return_redirect: () => caught(() => redirect(303, '/default')),
	responses: async () => {
		const describe = async (response) => [
			response.status,
			response.headers.get('content-type'),
			response.headers.get('content-length'),
			await response.text()
		];
		return [
			await describe(json({ a: 'ü' })),
			await describe(json([], { status: 201, headers: { 'content-type': 'application/problem+json' } })),
			await describe(text('grüße')),
			await describe(text('x', { status: 202, headers: { 'content-type': 'text/x' } }))
		];
	}
};

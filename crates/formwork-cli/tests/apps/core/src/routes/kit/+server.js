import * as kit from '@sveltejs/kit';
import * as hooks from '@sveltejs/kit/hooks';
import * as params from '@sveltejs/kit/params';
import * as env from '@sveltejs/kit/env';
import * as app from '$app/env';
import * as environment from '$app/environment';
import { page } from '$app/state';

const thrown = (attempt) => {
	try {
		attempt();
	} catch (problem) {
		return problem;
	}
};

export function GET({ url }) {
	const target = url.searchParams.get('normalize');
	if (target) {
		const { url: normalized, wasNormalized, denormalize } = kit.normalizeUrl(target);
		return Response.json([normalized.pathname + normalized.search, wasNormalized, denormalize().pathname + denormalize().search, denormalize('/other').pathname]);
	}
	const failure = kit.fail(400, { a: 1 });
	const error = thrown(() => kit.error(404, 'gone'));
	const redirect = thrown(() => kit.redirect(303, '/'));
	return Response.json({
		kit: Object.keys(kit).sort(),
		others: [Object.keys(hooks), Object.keys(params), Object.keys(env)].flat().sort(),
		app: Object.keys(app).sort(),
		environment: [environment.browser, environment.dev, environment.building, typeof environment.version],
		same: app.version === environment.version && kit.defineParams === params.defineParams,
		guards: [kit.isActionFailure(failure), kit.isHttpError(error, 404), kit.isHttpError(error, 500), kit.isRedirect(redirect)],
		others_guarded: [kit.isHttpError(redirect), kit.isRedirect(error), kit.isActionFailure(error), kit.isValidationError(error)],
		state: thrown(() => page.url)?.message
	});
}

import { error, fail, redirect } from '@sveltejs/kit';
import type { Assert, Equal } from '#lib/equal.ts';
import type {
	Action,
	ActionData,
	Actions,
	EntryGenerator,
	PageServerData,
	PageServerLoad,
	PageServerLoadEvent,
	RequestEvent,
	RouteId,
	RouteParams
} from './$types';

type _Id = Assert<Equal<RouteId, '/posts/[slug=slug]'>>;
type _Params = Assert<Equal<RouteParams, { slug: 'first' | 'second' }>>;
type _Event = Assert<Equal<PageServerLoadEvent['params'], RouteParams>>;
type _Request = Assert<Equal<RequestEvent['route']['id'], RouteId>>;

export const load: PageServerLoad = async ({ params, parent, depends, untrack, cookies, setHeaders }) => {
	const above = await parent();
	const user: { name: string } | undefined = above.user;
	depends('app:post');
	untrack(() => params.slug);
	cookies.set('seen', params.slug, { maxAge: 60 });
	setHeaders({ 'cache-control': 'no-store' });
	if (!user) redirect(303, '/login');
	if (params.slug === 'second') error(404, 'Not there', { hint: 'Try the first' });
	return { post: { text: params.slug as string, likes: 1 } };
};

type _Data = Assert<Equal<PageServerData, { post: { text: string; likes: number } }>>;

export const entries: EntryGenerator = () => [{ slug: 'first' }];

const like: Action = async () => {};
// @ts-expect-error there is no such parameter
const wrong: Action = ({ params }) => ({ id: params.id });

export const actions = {
	save: async ({ request, params, locals }) => {
		const slug: 'first' | 'second' = params.slug;
		const text = String((await request.formData()).get('text'));
		if (!locals.user) return fail(401);
		if (!text) return fail(400, { text, problem: 'empty' });
		return { saved: slug as string };
	},
	remove: ({ cookies }) => {
		cookies.delete('seen');
	}
} satisfies Actions;

// Failures are unwrapped, and an action that returns nothing is among them.
type _Form = Assert<
	Equal<
		ActionData,
		| { text: string; problem: string; saved?: never }
		| { saved: string; text?: never; problem?: never }
		| undefined
		| null
	>
>;

void [like, wrong];

import { match } from '$app/paths';

export const GET = async ({ url }) => Response.json(await match(url.searchParams.get('url')));

/**
 * The stops of the tour, in order. The layout takes a page's heading from here, the index its cards.
 * @typedef {{ id: string, title: string, api: string, text: string, files: string[] }} Stop
 * @type {Stop[]}
 */
export const stops = [
	{
		id: '/guestbook',
		title: 'Guestbook',
		api: 'default action',
		text: 'One page, one form, one action: the smallest thing that works.',
		files: ['+page.server.js', '+page.svelte']
	},
	{
		id: '/login',
		title: 'Log in, or register',
		api: 'named actions, formaction, fail',
		text: 'Two actions behind one form; what you typed comes back when something is wrong.',
		files: ['+page.server.js', '+page.svelte']
	},
	{
		id: '/account',
		title: 'Account',
		api: 'handle, cookies, locals',
		text: 'A page for logged-in people only, and a log-out that the same response already shows.',
		files: ['+page.server.js', '+page.svelte']
	},
	{
		id: '/todos',
		title: 'To-do list',
		api: 'use:enhance, applyAction',
		text: 'A small form per row, sent in the background, with pending state and early refusal.',
		files: ['+page.server.js', '+page.svelte']
	},
	{
		id: '/preferences',
		title: 'Preferences',
		api: 'requestSubmit, formmethod="dialog"',
		text: 'A form that saves itself on change, and one inside a dialog. Written in TypeScript.',
		files: ['+page.server.ts', '+page.svelte']
	},
	{
		id: '/wordcount',
		title: 'Word count',
		api: 'deserialize, x-sveltekit-action',
		text: 'Your own submit listener and fetch, on a route that is an API as well.',
		files: ['+page.server.js', '+page.svelte', '+server.js']
	},
	{
		id: '/search',
		title: 'Search',
		api: 'method="GET"',
		text: 'No action at all: a form that navigates, and a load function that reads the query.',
		files: ['+page.server.js', '+page.svelte']
	},
	{
		id: '/avatar',
		title: 'Avatar upload',
		api: 'multipart/form-data, File',
		text: 'A file goes up with a form and comes back as a picture from an endpoint.',
		files: ['+page.server.js', '+page.svelte', '[id]/+server.js']
	},
	{
		id: '/errors',
		title: 'When it goes wrong',
		api: 'error(…), +error.svelte',
		text: 'One action refuses on purpose, one breaks by accident; both end on this page’s own error page.',
		files: ['+page.server.js', '+page.svelte', '+error.svelte']
	},
	{
		id: '/plain',
		title: 'No JavaScript',
		api: 'csr = false',
		text: 'A page that sends no script to the browser, and a form that does not miss it.',
		files: ['+page.server.js', '+page.svelte']
	}
];

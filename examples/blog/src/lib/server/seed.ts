import { randomBytes } from 'node:crypto';
import { env } from 'node:process';
import { all, run } from './db.ts';
import { register } from './users.ts';

const EDITOR = 'editor@example.com';

const POSTS = [
	{
		slug: 'a-letter-takes-its-time',
		title: 'A letter takes its time',
		summary: 'Why the slowest way of writing to somebody is still the one that is kept in a drawer.',
		created: '2026-01-12T08:00:00.000Z',
		body: 'A message is read between two others. A letter is read on the stairs, then again at the kitchen table, and a third time years later when somebody empties the drawer.\n\nIt is not the paper. It is that the writer sat still for half an hour and thought of one reader only. Whoever opens the envelope can tell.'
	},
	{
		slug: 'three-kinds-of-envelope',
		title: 'Three kinds of envelope',
		summary: 'Paper, weight and a window: a short guide for people who buy them by the hundred.',
		created: '2026-02-03T08:00:00.000Z',
		body: 'The plain envelope forgives everything. It takes a letter folded twice, a photograph, a pressed flower.\n\nThe lined envelope keeps a secret. Hold it against the lamp: nothing.\n\nThe window envelope is for invoices. Nobody ever kept one in a drawer, and yet they arrive more reliably than any other.'
	},
	{
		slug: 'the-post-office-at-the-harbour',
		title: 'The post office at the harbour',
		summary: 'A counter, a clock, and a queue in which everybody knows why they are there.',
		created: '2026-02-21T08:00:00.000Z',
		body: 'The harbour post office opens at seven, because the boats do. By eight the queue reaches the door, and half of the people in it are carrying something soft wrapped in brown paper.\n\nThe clerk weighs each parcel twice. Asked about it, she says that the first time is for the scales and the second time is for the sender.'
	},
	{
		slug: 'how-to-end-a-letter',
		title: 'How to end a letter',
		summary: 'The last line is the one that stays. Four endings, and what each of them promises.',
		created: '2026-03-09T08:00:00.000Z',
		body: 'Yours sincerely promises nothing, which is sometimes a kindness.\n\nUntil soon promises a journey. Do not write it if you have not looked at the timetable.\n\nWrite back when you can promises patience, and most letters that were answered ended like this.\n\nAnd a letter that simply stops, because the page was full, promises another letter.'
	},
	{
		slug: 'notes-on-ink',
		title: 'Notes on ink',
		summary: 'Blue fades first. A draft, for editors only.',
		created: '2026-03-20T08:00:00.000Z',
		body: 'Blue fades first, then violet. Black outlasts its writer.',
		draft: true
	}
];

/** First start: some posts, and one editor, whose password is in ADMIN_PASSWORD or else in the log. */
export async function seed() {
	if (all('SELECT 1 FROM users').length) return;

	const password = env.ADMIN_PASSWORD || randomBytes(9).toString('base64url');
	// Two instances that begin at the same time: one of them is first.
	if (!(await register(EDITOR, password, true))) return;
	if (!env.ADMIN_PASSWORD) console.log(`Log in as ${EDITOR} with the password ${password}`);

	for (const { slug, title, summary, body, created, draft } of POSTS) {
		run(
			'INSERT INTO posts (slug, title, summary, body, created, published) VALUES (?, ?, ?, ?, ?, ?)',
			slug,
			title,
			summary,
			body,
			created,
			draft ? 0 : 1
		);
	}
}

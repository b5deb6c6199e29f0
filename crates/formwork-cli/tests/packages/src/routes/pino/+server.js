import { json } from '@sveltejs/kit';
import pino from 'pino';
import { Writable } from 'node:stream';

const lines = [];
const memory = new Writable({ write: (chunk, encoding, done) => (lines.push(String(chunk)), done()) });
const logger = pino({ level: 'debug', redact: ['user.password'], base: { app: 'packages' } }, memory);
const console_ = pino({ name: 'to standard output' });

export function GET() {
	console_.info({ route: '/pino' }, 'logged by pino');
	logger.child({ request: 1 }).warn({ user: { name: 'x', password: 'secret' } }, 'careful');
	logger.error(new Error('broken'));
	logger.trace('too quiet');
	const [first, second] = lines.splice(0).map((line) => JSON.parse(line));
	return json({ level: first.level, app: first.app, request: first.request, user: first.user, msg: first.msg, err: [second.err.type, second.err.message] });
}

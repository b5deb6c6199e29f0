import { json } from '@sveltejs/kit';
import { nanoid, customAlphabet } from 'nanoid';
import { nanoid as insecure } from 'nanoid/non-secure';
import { v4, v5, v7, validate } from 'uuid';
import slugify from 'slugify';
import ms from 'ms';
import createDebug from 'debug';
import * as cookie from 'cookie';
import clsx from 'clsx';
import * as devalue from 'devalue';

const debug = createDebug('app:small');

export function GET() {
	debug('not shown %o', { unless: 'DEBUG asks for it' });
	return json({
		nanoid: [nanoid().length, nanoid(10).length, /^[ab]{5}$/.test(customAlphabet('ab', 5)()), insecure().length],
		uuid: [validate(v4()), validate(v7()), v5('hello.example.com', v5.DNS)],
		slugify: slugify('Ünïcode & Straße, schön!', { lower: true, strict: true }),
		ms: [ms('2 days'), ms(60000, { long: true })],
		debug: [debug.enabled, debug.namespace],
		cookie: [cookie.parse('a=1; b=%20x; a=2').a, cookie.serialize('n', 'v w', { httpOnly: true, maxAge: 60, path: '/' })],
		clsx: clsx('a', { b: true, c: false }, ['d', null]),
		devalue: devalue.parse(devalue.stringify(new Map([['k', new Date(0)]]))).get('k').toISOString()
	});
}

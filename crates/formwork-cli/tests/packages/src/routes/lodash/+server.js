import { json } from '@sveltejs/kit';
import { chunk, groupBy, debounce } from 'lodash-es';
import _ from 'lodash';
import fp from 'lodash/fp';
import kebabCase from 'lodash/kebabCase.js';

export function GET() {
	return json({
		es: [chunk([1, 2, 3], 2), groupBy(['a', 'bb', 'c'], 'length'), typeof debounce(() => {}, 10)],
		cjs: [_.merge({ a: { b: 1 } }, { a: { c: 2 } }), _.template('Hello <%= name %>')({ name: 'you' }), _.cloneDeep(new Map([[1, { x: 1 }]])).get(1)],
		fp: fp.flow(fp.map((n) => n * 2), fp.sum)([1, 2, 3]),
		one: kebabCase('fooBar')
	});
}

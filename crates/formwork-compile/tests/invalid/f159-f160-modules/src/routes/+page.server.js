import * as m0 from '$app/manifest';
import * as m1 from '$app/service-worker';
import * as m2 from '$service-worker';
import * as m3 from '$app/nope';
import * as m4 from '$app';
import * as m5 from '$env/nope';
import * as m6 from '$env/static/nope';
import * as m7 from '@sveltejs/kit/node';
import * as m8 from '@sveltejs/kit/vite';
import * as m9 from '@sveltejs/kit/adapter';
import * as m10 from '@sveltejs/kit/nope';

export const load = () => ({ all: [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10].length });

import type { RequestEvent } from '@sveltejs/kit';

export enum Level {
	Low = 1,
	High
}

export interface Described {
	method: string;
	level: Level;
}

export function describe<T extends RequestEvent>(event: T): Described {
	return { method: event.request.method, level: Level.High satisfies number };
}

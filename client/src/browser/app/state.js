/** `$app/state` in the browser (C-192). Read-only views; each property is tracked by itself. */
import { activity, page as state } from '../state.svelte.js';
import { checkVersion } from '../version.js';

export const page = {
	get data() {
		return state.data;
	},
	get error() {
		return state.error;
	},
	get form() {
		return state.form;
	},
	get params() {
		return state.params;
	},
	get route() {
		return state.route;
	},
	get shallow() {
		return state.shallow;
	},
	get state() {
		return state.state;
	},
	get status() {
		return state.status;
	},
	get url() {
		return state.url;
	}
};

export const navigating = {
	get from() {
		return activity.navigation?.from ?? null;
	},
	get to() {
		return activity.navigation?.to ?? null;
	},
	get type() {
		return activity.navigation?.type ?? null;
	},
	get willUnload() {
		return activity.navigation?.willUnload ?? null;
	},
	get delta() {
		return activity.navigation?.delta ?? null;
	},
	get complete() {
		return activity.navigation?.complete ?? null;
	}
};

export const updated = {
	get current() {
		return activity.updated;
	},
	check: checkVersion
};

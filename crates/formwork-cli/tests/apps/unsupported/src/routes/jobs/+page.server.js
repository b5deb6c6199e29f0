import { start } from '$lib/server/jobs.js';

export const actions = {
	default: async () => {
		start('job.js');
	}
};

import { error } from '@sveltejs/kit';

export const load = ({ params }) => {
	if (params.id === 'none') error(404, 'no such room');
	if (params.id === 'burning') throw new Error('the secret of the room');
	return { id: params.id };
};

/** `?preload=font` and so on: asks for everything of that type, and says what it was asked about. */
export async function handle({ event, resolve }) {
	const wish = event.url.searchParams.get('preload');
	if (!wish) return resolve(event);
	if (wish === 'throw') {
		return resolve(event, {
			preload() {
				throw new Error('in preload');
			}
		});
	}
	const asked = [];
	const response = await resolve(event, {
		preload(input) {
			asked.push(input);
			return input.type === wish;
		}
	});
	response.headers.set('x-asked', JSON.stringify(asked));
	return response;
}

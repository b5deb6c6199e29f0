export function GET() {
	try {
		JSON.parse('{');
	} catch (cause) {
		const problem = new TypeError('secret of cause', { cause });
		problem.name = 'OwnName';
		throw problem;
	}
}

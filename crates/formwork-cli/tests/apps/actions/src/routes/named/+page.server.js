// An action for every kind of name, each tells which one it is.
const names = [
	'login',
	'register',
	'abc',
	'',
	'/x',
	'a/b',
	'with space',
	'größe',
	'UPPER',
	'a=b',
	'a&b',
	'100%',
	'has"quotes\'<>'
];

export const actions = Object.fromEntries(
	names.map((name) => [
		name,
		({ locals }) => {
			locals.ran.push('action');
			return { ran: name };
		}
	])
);

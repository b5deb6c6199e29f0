/** What there is to search through: elements and attributes around forms. */
export const glossary = [
	{ term: 'accept', kind: 'attribute', text: 'The kinds of file a file input offers to pick.' },
	{
		term: 'autocomplete',
		kind: 'attribute',
		text: 'Tells the browser what a field is for, so that it can fill it in.'
	},
	{ term: 'button', kind: 'element', text: 'Submits its form unless its type says otherwise.' },
	{ term: 'datalist', kind: 'element', text: 'Suggestions for a text field.' },
	{
		term: 'enctype',
		kind: 'attribute',
		text: 'How the body of a POST is encoded; files need multipart/form-data.'
	},
	{ term: 'fieldset', kind: 'element', text: 'A group of fields that belong together.' },
	{ term: 'form', kind: 'element', text: 'Collects named values and sends them somewhere.' },
	{ term: 'formaction', kind: 'attribute', text: 'Lets one button send the form to another address.' },
	{ term: 'formmethod', kind: 'attribute', text: 'Lets one button send the form by another method.' },
	{ term: 'input', kind: 'element', text: 'A field for one value, of many types.' },
	{ term: 'label', kind: 'element', text: 'The name of a field; a click on it focuses the field.' },
	{ term: 'method', kind: 'attribute', text: 'GET puts the values into the address, POST into the body.' },
	{ term: 'name', kind: 'attribute', text: 'A field without it is not sent.' },
	{ term: 'novalidate', kind: 'attribute', text: 'Turns the browser’s own checks off.' },
	{ term: 'output', kind: 'element', text: 'Shows the result of a calculation.' },
	{
		term: 'required',
		kind: 'attribute',
		text: 'The browser refuses to send the form while the field is empty.'
	},
	{ term: 'select', kind: 'element', text: 'A choice from a list of options.' },
	{ term: 'textarea', kind: 'element', text: 'A field for text of several lines.' }
];

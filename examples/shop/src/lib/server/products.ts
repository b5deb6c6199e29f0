/** What the shop begins with. Some of it is nearly gone, so that one can see what happens then. */
export const PRODUCTS = [
	{
		slug: 'mug',
		name: 'Stoneware mug',
		price: 1850,
		stock: 400,
		text: 'Holds a third of a litre and keeps it warm for as long as a letter takes.'
	},
	{
		slug: 'notebook',
		name: 'Linen notebook',
		price: 1290,
		stock: 400,
		text: 'Ninety-six pages, thread-bound, so that it lies flat from the first one on.'
	},
	{
		slug: 'lamp',
		name: 'Reading lamp',
		price: 8900,
		stock: 3,
		text: 'Brass arm, green shade. The last ones of the old maker.'
	},
	{
		slug: 'plant',
		name: 'Small fern',
		price: 990,
		stock: 12,
		text: 'Asks for little: shade, water on Sundays, and to be turned now and then.'
	},
	{
		slug: 'clock',
		name: 'Wall clock',
		price: 6450,
		stock: 3,
		text: 'Silent movement. Can be heard only in rooms where nobody is.'
	},
	{
		slug: 'bowl',
		name: 'Ash bowl',
		price: 3400,
		stock: 0,
		text: 'Turned from one piece. Each looks different, and at the moment there is none.'
	}
];

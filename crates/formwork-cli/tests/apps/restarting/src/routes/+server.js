const instance = crypto.randomUUID();

/** Which instance this is. */
export const GET = () => new Response(instance);

export const PUT = () => {
	for (;;);
};

import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({ known: (value) => value });

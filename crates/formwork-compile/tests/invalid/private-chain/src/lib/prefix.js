import { secret } from '$lib/server/db.js';
import { getRequestEvent } from '$app/server';
import fs from 'node:fs';
export const prefix = secret + fs.name + getRequestEvent.name;

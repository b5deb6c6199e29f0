/** Lets `node --test` import the sources: the compiler's virtual modules, and runes in `.svelte.js`. */
import { register } from 'node:module';

register('./hooks.js', import.meta.url);

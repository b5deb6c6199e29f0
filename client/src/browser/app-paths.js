/** Where the app lives. Fixed at build time unless the document says otherwise. */
import { assets, base } from 'formwork:config';

export const paths = { base, assets };

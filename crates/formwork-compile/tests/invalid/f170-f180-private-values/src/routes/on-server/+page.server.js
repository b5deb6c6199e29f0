import url from '../../../.env?url';

export const load = () => ({ url });

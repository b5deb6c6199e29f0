/** Tells which route was found, with which parameters. */
export const answer = ({ params, route }) => Response.json({ route: route.id, params });

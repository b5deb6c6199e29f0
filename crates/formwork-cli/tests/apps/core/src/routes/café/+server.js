export const GET = ({ route }) => new Response(route.id);

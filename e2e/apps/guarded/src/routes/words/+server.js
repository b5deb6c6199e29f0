let asked = 0;

export const GET = () => new Response(`asked ${(asked += 1)}`);

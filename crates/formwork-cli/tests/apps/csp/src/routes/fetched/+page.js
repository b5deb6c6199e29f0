export const load = async ({ fetch }) => ({ text: await (await fetch('/fetched/text')).text() });

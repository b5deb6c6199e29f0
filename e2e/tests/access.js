/** What tests of every app ask about accessibility. */
import { AxeBuilder } from '@axe-core/playwright';

/** What axe finds, as one line each. @param {import('@playwright/test').Page} page */
export async function violations(page) {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`)
	);
}

/**
 * Presses Tab until the element has the focus, as somebody without a mouse does.
 * @param {import('@playwright/test').Page} page
 * @param {import('@playwright/test').Locator} wanted
 */
export async function reach(page, wanted) {
	await wanted.waitFor();
	for (let presses = 0; presses < 60; presses++) {
		if (await wanted.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`Tab does not lead to ${wanted}`);
}

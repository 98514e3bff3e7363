import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Most keys that are pressed to reach a control: more than there are controls. */
const MAX_KEYS = 300;

/** What has the focus: its name as it is read out, and whether it can be seen that it has the focus. */
interface Focused {
  readonly name: string;
  readonly isMarked: boolean;
}

/** Describes what has the focus. */
const focused = (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { name: '', isMarked: true };
    const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
    const name = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent ?? '';
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0 && width > 0 && height > 0;
    return { name: name.trim(), isMarked };
  });

/**
 * Goes to a control by the tabulator alone, as somebody without a mouse does; all controls on the way must show that they have the focus.
 *
 * @param name name of the control as it is read out
 */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < MAX_KEYS; i++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    expect(at.isMarked, `'${at.name}' does not show that it has the focus`).toBe(true);
    if (at.name === name) return;
    passed.push(at.name);
  }
  expect.fail(`'${name}' is not among what the tabulator reaches: ${[...new Set(passed)].join(', ')}`);
}

/** Goes to a control and presses keys there. */
export async function press(page: Page, name: string, ...keys: readonly string[]): Promise<void> {
  await tabTo(page, name);
  for (const key of keys) await page.keyboard.press(key);
}

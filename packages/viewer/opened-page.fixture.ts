import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import type { FoundChromium } from './chromium.fixture';
import { launch, type OpenPage, openPage, type ServedPage, serveFolder } from './page.fixture';

/** What the tests of a group share. It is there when the first of them runs. */
interface Opened {
  readonly site: ServedPage;
  readonly browser: Browser;
  readonly open: OpenPage;
}

/**
 * Serves and opens the page, which is built once for the lane, before the tests of a group, and closes it after them.
 *
 * @param link what follows the address of the page
 */
export function openedPage(chromium: FoundChromium, link = ''): Opened {
  let site: ServedPage | undefined;
  let browser: Browser | undefined;
  let open: OpenPage | undefined;
  beforeAll(async () => {
    site = await serveFolder(inject('pageFolder'));
    browser = await launch('launch' in chromium ? chromium.launch : {});
    open = await openPage(browser, `${site.url}${link}`);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return {
    get site() {
      return site as ServedPage;
    },
    get browser() {
      return browser as Browser;
    },
    get open() {
      return open as OpenPage;
    },
  };
}

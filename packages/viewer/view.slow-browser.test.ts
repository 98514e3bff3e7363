import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servePage as serveFiles } from '@braggsim/core/node';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findChromium } from './chromium.fixture';
import { openedPage } from './opened-page.fixture';
import { openPage, seriousProblems, settled, shownOnPage } from './page.fixture';
import { DEFAULTS } from './src/state/settings';
import { linkOf } from './src/state/share-link';
import {
  convertedHere,
  damagedFiles,
  everyFormat,
  IMAGE,
  masterWithData,
  type NamedBuffer,
  PIXELS,
  series,
} from './view.fixture';
import { CONTENT_SECURITY_POLICY } from './vite.config';

const SCREENSHOTS = join(import.meta.dirname, '../../out/browser');

const chromium = await findChromium();

const problemsOn = (page: Page): Promise<string | null> => page.locator('[role=alert]').textContent();

/** Chooses files as a person does with the button. */
async function choose(page: Page, files: readonly NamedBuffer[]): Promise<void> {
  await page.setInputFiles('input[type=file]', files as NamedBuffer[]);
  await settled(page);
  await page.waitForFunction(
    (name) => globalThis.braggsim?.session.get().isLoading === false || name === '',
    files[0]?.name,
  );
}

/** Drops a file on the page and waits for a picture or a problem. */
async function drop(page: Page, { name, buffer }: NamedBuffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], fileName));
      return data;
    },
    [name, buffer.toString('base64')] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.waitForFunction(
    (wanted) =>
      document.querySelector('#stage')?.getAttribute('data-image') === wanted ||
      document.querySelector('[role=alert]')?.textContent !== '',
    name,
  );
  await settled(page);
}

describe.skipIf('problem' in chromium)('viewing images in a browser', () => {
  const opened = openedPage(chromium, linkOf({ ...DEFAULTS, mode: 'view' }));

  test('every format shows the pixels and the geometry that its file holds', async () => {
    const { page, messages } = opened.open;
    for (const { file, hasGeometry, decimals } of await everyFormat()) {
      await drop(page, file);
      const { pixels, unknown, metadata } = await shownOnPage(page);
      expect(pixels.length, file.name).toBe(PIXELS.length);
      expect(
        pixels.map((x) => x.toFixed(decimals)),
        file.name,
      ).toEqual([...PIXELS].map((x) => x.toFixed(decimals)));
      expect(unknown.length === 0, `${file.name}: ${unknown}`).toBe(hasGeometry);
      if (hasGeometry) expect(metadata.detector.distance, file.name).toBeCloseTo(IMAGE.metadata.detector.distance, 6);
    }
    expect(await problemsOn(page)).toBe('');
    expect(messages).toEqual([]);
  });

  test('a series has a slider, keys and images of data files beside a master file', async () => {
    const { page } = opened.open;
    await choose(page, await series());
    const slider = page.getByLabel('Image of the series');
    expect(await slider.getAttribute('max')).toBe('3');
    await page.locator('#stage').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('#stage[data-image="image_10.cbf"]');
    expect((await shownOnPage(page)).pixels[0]).toBe((PIXELS[0] as number) + 2);
    await choose(page, await masterWithData());
    expect(await slider.getAttribute('max')).toBe('3');
    await slider.fill('3');
    await page.waitForFunction(() =>
      document.querySelector('#stage')?.getAttribute('data-image')?.endsWith('image 3 of 3'),
    );
    await settled(page);
    expect((await shownOnPage(page)).pixels[0]).toBe((PIXELS[0] as number) + 2);
  });

  test('each damaged file that is dropped gives one message that names it, and the page lives on', async () => {
    const { page, messages } = opened.open;
    const [good = expect.fail()] = await series();
    const texts: string[] = [];
    for (const file of await damagedFiles()) {
      await drop(page, file);
      const shown = await page.locator('[role=alert] p').allTextContents();
      expect(shown, file.name).toEqual([expect.stringContaining(file.name)]);
      texts.push(...shown);
      await drop(page, good);
      expect(await problemsOn(page), `after ${file.name}`).toBe('');
      expect(await page.locator('#stage').getAttribute('data-image'), `after ${file.name}`).toBe(good.name);
    }
    // Sentences of ours, not those of a library or of the language.
    expect(texts.filter((shown) => /undefined|NaN|Offset is outside|Invalid typed array|Error:/.test(shown))).toEqual(
      [],
    );
    // Only what has a size that could be entered is asked for it.
    expect(texts.filter((shown) => shown.includes('enter the size')).map((shown) => shown.split(' ')[0])).toEqual([
      'oblong.bin',
    ]);
    expect((await shownOnPage(page)).pixels).toEqual([...PIXELS]);
    expect(messages).toEqual([]);
  });

  test('works by keys alone: zoom, cursor, distance, spots, rings and help', async () => {
    const { page } = opened.open;
    await page.locator('#stage').focus();
    await page.getByLabel('mouse', { exact: true }).selectOption('distance');
    await page.locator('#stage').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Enter');
    for (const _ of [1, 2, 3, 4]) await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.facts').first().textContent()).toContain('4 px');
    expect(await page.getByLabel('Pixel under the cursor').textContent()).toContain('2θ');
    await page.keyboard.press('+');
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await page.evaluate(() => globalThis.braggsim?.settings.get().view?.scale)).toBeGreaterThan(0);
    await page.keyboard.press('0');
    await page.keyboard.press('f');
    await page.waitForSelector('circle.spot');
    const rings = await page.locator('path.ring.resolution').count();
    expect(rings).toBeGreaterThan(2);
    await page.keyboard.press('r');
    expect(await page.locator('path.ring.resolution').count()).toBe(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Radial average' }).click();
    await page.waitForSelector('.plot .line');
  });

  test('saves the image as braggsim convert does, and the picture', async () => {
    const { page } = opened.open;
    await page.getByText('Save and share').click();
    const [image] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save image' }).click(),
    ]);
    expect(readFileSync(await image.path()).equals(await convertedHere())).toBe(true);
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save picture (PNG)' }).click(),
    ]);
    expect([...readFileSync(await picture.path()).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  test('compares an image with a kept one: difference, figures, side by side', async () => {
    const { page } = opened.open;
    await choose(page, await series());
    await page.locator('#stage').focus();
    await page.keyboard.press('3');
    await page.getByLabel('image', { exact: true }).selectOption('opened image');
    await page.getByRole('button', { name: 'Keep image as reference' }).click();
    await page.getByLabel('Next image').click();
    await page.waitForSelector('#stage[data-image="image_10.cbf"]');
    await page.waitForSelector('#figures');
    expect(await page.locator('#figures').textContent()).toMatch(/correlation1\.000000.*largest difference2 at/s);
    await page.getByLabel('show', { exact: true }).selectOption('difference');
    const differences = await page.evaluate(() => {
      const stage = document.querySelector('#stage');
      return stage?.getAttribute('data-image');
    });
    expect(differences).toBe('image − reference');
    await page.getByLabel('show', { exact: true }).selectOption('red and blue');
    await page.getByLabel('show', { exact: true }).selectOption('side by side');
    await page.waitForSelector('#reference canvas');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByLabel('show', { exact: true }).selectOption('blink');
    await page.locator('#stage').focus();
    await page.keyboard.press('b');
    await page.waitForSelector('#stage[data-image="image_1.cbf (kept)"]');
    await page.keyboard.press('2');
  });

  test('has no serious problem of accessibility, on a wide screen and in dark mode on a narrow one', async () => {
    const { page } = opened.open;
    await page.screenshot({ path: join(SCREENSHOTS, 'view.png') });
    expect(await seriousProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await seriousProblems(page)).toEqual([]);
    await page.screenshot({ path: join(SCREENSHOTS, 'view-narrow.png'), fullPage: true });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('a threshold shows lower values as background until its field is emptied', async () => {
    const { page } = opened.open;
    await choose(page, (await series()).slice(0, 1));
    /** How many pixels of the screen have the first colour of inverted greys. */
    const whites = () =>
      page.locator('#stage canvas').evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        // The browser warns of a canvas of the page that is read more than once.
        const copy = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
        copy?.drawImage(element as HTMLCanvasElement, 0, 0);
        const data = copy?.getImageData(0, 0, width, height).data ?? [];
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] === 255 && data[i + 1] === 255) count++;
        return count;
      });
    const field = page.getByLabel('threshold, below which is background');
    const before = await whites();
    await field.fill(String(Math.max(...PIXELS)));
    await field.press('Enter');
    await settled(page);
    expect(await whites()).toBeGreaterThan(2 * before);
    await field.fill('');
    await field.press('Enter');
    await settled(page);
    expect(await whites()).toBe(before);
    expect(await page.evaluate(() => globalThis.braggsim?.settings.get().threshold)).toBeNull();
  });

  test('a share link brings the settings back; a damaged one gives a message', async () => {
    const { page, messages } = opened.open;
    await page.keyboard.press('i');
    await page.getByLabel('colours', { exact: true }).selectOption('viridis');
    const link = await page.evaluate(() => JSON.stringify(globalThis.braggsim?.settings.get()));
    const again = await openPage(opened.browser, `${opened.site.url}${linkOf(JSON.parse(link))}`);
    expect(await again.page.evaluate(() => JSON.stringify(globalThis.braggsim?.settings.get()))).toBe(link);
    const damaged = await openPage(opened.browser, `${opened.site.url}#s=AAAA`);
    expect(await problemsOn(damaged.page)).toContain('This link is damaged');
    await settled(damaged.page);
    expect([...messages, ...again.messages, ...damaged.messages]).toEqual([]);
  });

  test('shows the files that braggsim view serves, one by one, under its policy', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'braggsim-view-'));
    const files = [...(await series()), ...(await masterWithData())].map(({ name, buffer }) => {
      writeFileSync(join(folder, name), buffer);
      return { name, path: join(folder, name) };
    });
    const server = await serveFiles({ page: opened.site.folder, files, policy: CONTENT_SECURITY_POLICY });
    try {
      const { page, messages } = await openPage(opened.browser, `${server.url}?files`);
      await page.waitForSelector('#stage[data-image="image_1.cbf"][aria-busy=false]');
      await page.getByLabel('Image of the series').fill('6');
      await page.waitForSelector('#stage[data-image="run_master.h5, image 3 of 3"][aria-busy=false]');
      expect((await shownOnPage(page)).pixels[0]).toBe((PIXELS[0] as number) + 2);
      expect(messages).toEqual([]);
      await page.close();
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('the page may not send anything to another host', async () => {
    const { page } = opened.open;
    let requests = 0;
    // It answers pages of any host, so that nothing but the policy of the page is in the way.
    const other = createServer((_, response) => {
      requests++;
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
      const sent = await page.evaluate((address) => fetch(address).then(() => 'sent', String), url);
      expect(sent).toContain('Failed to fetch');
      expect(requests).toBe(0);
      expect((await fetch(url)).ok).toBe(true);
      expect(requests).toBe(1);
    } finally {
      other.close();
    }
    expect(await page.evaluate(() => document.querySelector('meta[http-equiv]')?.getAttribute('content'))).toContain(
      "connect-src 'self'",
    );
  });
});

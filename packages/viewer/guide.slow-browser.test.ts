import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment } from '@braggsim/experiment';
import { simulateSeries } from '@braggsim/simulate';
import { build, defaultClientConditions, type InlineConfig, preview } from 'vite';
import { expect, test } from 'vitest';
import { findChromium } from './chromium.fixture';
import { launch } from './page.fixture';

const GUIDE = join(import.meta.dirname, '../../docs/guide/packages.md');

/** The code of a block of the guide that begins with the name of its file. */
function codeOf(name: string): string {
  const start = `\`\`\`js\n// ${name}\n`;
  const [, code] = readFileSync(GUIDE, 'utf8').split(start);
  if (code === undefined) throw new Error(`the guide has no block of ${name}`);
  return code.slice(0, code.indexOf('\n```'));
}

/** Builds the example of the guide as a site of its own and serves it. */
async function serveExample(): Promise<{ readonly url: string; close(): Promise<void> }> {
  // Within this package, so that the packages of braggsim are found.
  const root = mkdtempSync(join(import.meta.dirname, 'dist-guide-'));
  for (const name of ['worker.js', 'page.js']) writeFileSync(join(root, name), codeOf(name));
  writeFileSync(join(root, 'index.html'), '<body><script type="module" src="./page.js"></script></body>');
  const site = {
    root,
    // A site of its own: what a reader needs, without the policy of the viewer.
    configFile: false,
    logLevel: 'warn',
    base: './',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: { target: 'es2022' },
  } as const satisfies InlineConfig;
  await build(site);
  const server = await preview({ ...site, preview: { port: 0 } });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    close: async () => {
      await server.close();
      rmSync(root, { recursive: true });
    },
  };
}

/** The experiment that the page of the guide sends to its worker. */
const sentExperiment = (): Experiment =>
  new Function(`return ${/worker\.postMessage\((\{[\s\S]*\})\);/.exec(codeOf('page.js'))?.[1]}`)() as Experiment;

/** The files of a series as they are made here, by name. */
async function filesHere(experiment: Experiment): Promise<Record<string, number[]>> {
  const files: Record<string, number[]> = {};
  for await (const image of simulateSeries(experiment)) {
    for (const { path, chunks } of image.files) files[path] = chunks.flatMap((chunk) => [...chunk]);
  }
  return files;
}

const chromium = await findChromium();

test.skipIf('problem' in chromium)(
  'the series of the guide in a browser worker has the bytes of one made here',
  async () => {
    const expected = await filesHere(sentExperiment());
    expect(Object.keys(expected)).toEqual(['image_01.cbf', 'image_02.cbf']);
    const site = await serveExample();
    const browser = await launch('launch' in chromium ? chromium.launch : {});
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(120_000);
      await page.goto(site.url);
      await page.waitForSelector('a:nth-of-type(2)');
      const found = await page.evaluate(async () => {
        const links = Array.from(document.querySelectorAll('a'));
        return Promise.all(
          links.map(async ({ download, href }) => {
            const bytes = new Uint8Array(await (await fetch(href)).arrayBuffer());
            return [download, [...bytes]] as const;
          }),
        );
      });
      expect(Object.fromEntries(found)).toEqual(expected);
    } finally {
      await browser.close();
      await site.close();
    }
  },
);

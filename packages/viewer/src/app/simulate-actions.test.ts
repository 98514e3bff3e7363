import type { Experiment } from '@braggsim/experiment';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, FilesMessage, LatticeOrder, Order, Shot } from '../simulate/messages';
import { DEFAULTS } from '../state/settings';
import { report } from './actions';
import { createApp } from './model';
import { openFiles } from './open-files';
import { addInputs, randomShot, simulateOnChange } from './simulate-actions';

/** Everything that the page says to workers, and what hears their answers. */
let said: (FilesMessage | Order | LatticeOrder)[] = [];
let hear: (answer: { readonly data: Answer }) => void = () => {};

beforeEach(() => {
  said = [];
  vi.stubGlobal(
    'Worker',
    class {
      addEventListener(event: string, listener: typeof hear): void {
        if (event === 'message') hear = listener;
      }
      postMessage(message: (typeof said)[number]): void {
        said.push(message);
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const summaries = (): unknown[] =>
  said.map((message) =>
    'files' in message ? [...message.files.keys()] : 'id' in message ? message.experiment : message,
  );

const experimentWith = (file: string): Experiment => ({ ...DEFAULTS.experiment, structureFactors: { file } });
const list = { name: 'folder/b.hkl', blob: new Blob(['1 0 0 10\n']) };
const experimentFile = {
  name: 'folder/b.json',
  blob: new Blob([JSON.stringify(experimentWith('b.hkl'))]),
};

/** The page with an image that has been ordered. */
async function pageWith(experiment: Experiment) {
  const app = createApp({ ...DEFAULTS, experiment });
  simulateOnChange(app);
  await vi.waitFor(() => expect(summaries()).toEqual([[], experiment]));
  said = [];
  return app;
}

test('the problem of a simulation ends with the next answer, and others stay', async () => {
  const experiment = experimentWith('b.hkl');
  const app = createApp({ ...DEFAULTS, experiment });
  simulateOnChange(app);
  report(app, 'a note about a file');
  const answer = (part: { readonly shot: Shot } | { readonly problem: string }): readonly string[] => {
    const ids = said.flatMap((message) => ('id' in message ? message.id : []));
    hear({ data: { id: ids.at(-1) as number, ...part } });
    return app.session.get().problems;
  };
  const image = { panels: [], metadata: { detector: { panels: [] } } } as never;
  const shot: Shot = {
    experiment,
    image,
    isPreview: false,
    kernel: 'cpu',
    precision: 'double',
    samples: 1,
    ms: 1,
    warnings: [],
  };
  expect(answer({ problem: 'no cell' })).toEqual(['a note about a file', 'no cell']);
  expect(answer({ problem: 'no file' })).toEqual(['a note about a file', 'no file']);
  expect(answer({ shot })).toEqual(['a note about a file']);
});

test('a file that is added reaches the worker before the image that is ordered for it', async () => {
  const experiment = experimentWith('b.hkl');
  const app = await pageWith(experiment);
  // Another listener may order at once.
  app.session.subscribe(() => said.push({ lattice: 1, experiment, hasSpots: false }));
  addInputs(app, new Map([['b.hkl', new Uint8Array(1)]]));
  expect(said.map((message) => Object.keys(message)[0])).toEqual(['files', 'lattice']);
  await vi.waitFor(() => expect(summaries()).toContainEqual(experiment));
  expect(said.filter((message) => 'id' in message)).toHaveLength(1);
});

test('an experiment that is opened with its files is simulated once, after they have come', async () => {
  const app = await pageWith(experimentWith('a.hkl'));
  await openFiles(app, [experimentFile, list]);
  await vi.waitFor(() => expect(said.some((message) => 'id' in message)).toBe(true));
  expect(app.session.get().problems).toEqual([]);
  expect(summaries()).toEqual([['b.hkl'], experimentWith('b.hkl')]);
});

test('a crystal that is opened by itself is simulated once, after its file has come', async () => {
  const app = await pageWith(experimentWith('a.hkl'));
  await openFiles(app, [list]);
  await vi.waitFor(() => expect(said.some((message) => 'id' in message)).toBe(true));
  expect(summaries()).toEqual([['b.hkl'], experimentWith('b.hkl')]);
});

test('a random shot turns each crystal, whatever orients it, and draws what is random anew', () => {
  const cell = [40, 50, 60, 90, 90, 90] as const;
  const shotOf = (experiment: Experiment): Experiment => {
    const app = createApp({ ...DEFAULTS, experiment });
    randomShot(app);
    return app.settings.get().experiment;
  };
  const angles = [expect.any(Number), expect.any(Number), expect.any(Number)];
  expect(shotOf({ crystal: { cell, orientation: [1, 0, 0, 0] } })).toEqual({ crystal: { cell, misset: angles } });
  const { crystals = [], seed } = shotOf({ crystals: [{ cell, missetSeed: 3 }, { cell }], seed: 5 });
  expect(crystals).toEqual([
    { cell, misset: angles },
    { cell, misset: angles },
  ]);
  expect(crystals[0]?.misset).not.toEqual(crystals[1]?.misset);
  expect(seed).not.toBe(5);
  expect(shotOf({ detector: { pixelsFast: 10 } })).toEqual({ detector: { pixelsFast: 10 } });
});

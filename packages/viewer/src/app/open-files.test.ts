import type { Experiment } from '@braggsim/experiment';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileSource } from '../files/sources';
import { DEFAULTS } from '../state/settings';
import { createApp } from './model';
import { openFiles } from './open-files';

beforeEach(() => {
  vi.stubGlobal(
    'Worker',
    class {
      addEventListener(): void {}
      postMessage(): void {}
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const file = (name: string, content = name): FileSource => ({ name, blob: new Blob([content]) });
const experimentFile = (experiment: Experiment): FileSource => file('run/exp.json', JSON.stringify(experiment));

const PLAIN_GEOMETRY = [
  'clen = 0.1',
  'photon_energy = 12000',
  'res = 10000',
  ...['p/min_fs = 0', 'p/max_fs = 9', 'p/min_ss = 0', 'p/max_ss = 7', 'p/corner_x = -5', 'p/corner_y = -4'],
].join('\n');
/** A detector whose mask is in a file beside it. */
const GEOMETRY = ['mask = /mask', 'mask_file = masks/bad.h5', 'mask_bad = 1', PLAIN_GEOMETRY].join('\n');

/** The page, and the names of the images that it has opened. */
function pageOf(experiment: Experiment, mode: 'view' | 'simulate' | 'refine') {
  const images: string[][] = [];
  const ask = async (kind: string, sources: readonly FileSource[]) => {
    if (kind !== 'open') throw new Error('no image is read');
    images.push(sources.map(({ name }) => name));
    return { entries: [], problems: [] };
  };
  const app = { ...createApp({ ...DEFAULTS, mode, experiment }), files: { ask: ask as never, start: () => undefined } };
  const seen = () => ({
    experiment: app.settings.get().experiment,
    mode: app.settings.get().mode,
    inputs: [...app.session.get().inputs.keys()],
    problems: app.session.get().problems,
    images: images.flat(),
  });
  return { app, seen };
}

const { structureFactors: _, ...WITHOUT_FACTORS } = DEFAULTS.experiment;

test('a crystal file that the experiment names is opened for it, and one that it does not name replaces the crystal', async () => {
  const structureFactors = { file: 'folder/a.hkl', default: 3, intensities: true };
  const experiment: Experiment = { ...WITHOUT_FACTORS, structureFactors };
  const { app, seen } = pageOf(experiment, 'simulate');
  await openFiles(app, [file('data/a.hkl', '1 0 0 10')]);
  expect(seen()).toEqual({ experiment, mode: 'simulate', inputs: ['a.hkl'], problems: [], images: [] });
  await openFiles(app, [file('data/b.hkl', '1 0 0 10')]);
  expect(seen()).toMatchObject({ inputs: ['a.hkl', 'b.hkl'], problems: [] });
  expect(seen().experiment.structureFactors).toEqual({ file: 'b.hkl' });
});

test('problems end with whatever is opened next', async () => {
  const { app, seen } = pageOf(DEFAULTS.experiment, 'simulate');
  for (const name of ['plain.geom', 'crystal.hkl', 'image.cbf', 'exp.json']) {
    app.session.set({ problems: ['a note about an earlier file'] });
    const content = name.endsWith('.json') ? JSON.stringify(WITHOUT_FACTORS) : PLAIN_GEOMETRY;
    await openFiles(app, [file(name, name.endsWith('.hkl') ? '1 0 0 10' : content)]);
    expect(seen().problems).not.toContain('a note about an earlier file');
  }
});

test('masks that are geometry files are opened with what they name, together with their experiment or afterwards', async () => {
  const detector = { ...DEFAULTS.experiment.detector, mask: ['masks/half.geom', 'other.npy'] };
  const experiment: Experiment = { ...DEFAULTS.experiment, detector };
  const masks = [file('half.geom', GEOMETRY), file('bad.h5'), file('other.npy')];
  const together = pageOf(DEFAULTS.experiment, 'refine');
  await openFiles(together.app, [...masks, experimentFile(experiment), file('run/image.cbf')]);
  const inputs = ['half.geom', 'other.npy', 'bad.h5'];
  const expected = { experiment, mode: 'refine', inputs, problems: [], images: ['run/image.cbf'] };
  expect(together.seen()).toEqual(expected);
  const afterwards = pageOf(DEFAULTS.experiment, 'refine');
  await openFiles(afterwards.app, [experimentFile(experiment)]);
  for (const name of ['half.geom', 'other.npy', 'bad.h5', 'run/image.cbf']) {
    await openFiles(afterwards.app, [masks.find((mask) => mask.name === name) ?? file(name)]);
  }
  expect(afterwards.seen()).toEqual(expected);
});

test('a geometry file that the experiment does not name is the geometry, and a crystal beside an experiment is not lost in silence', async () => {
  const { app, seen } = pageOf(DEFAULTS.experiment, 'simulate');
  await openFiles(app, [file('half.geom', GEOMETRY), experimentFile(DEFAULTS.experiment), file('other.mtz')]);
  const { experiment, inputs, problems } = seen();
  expect(experiment.detector?.mask).toBeUndefined();
  expect(experiment.detector).toMatchObject({ pixelsFast: 10, pixelsSlow: 8 });
  expect([inputs, problems]).toEqual([
    [],
    [expect.stringMatching(/^other\.mtz is not used, .*exp\.json does not name/)],
  ]);
});

test('where the simulation is not seen, files that are taken for it are reported; its images are images', async () => {
  const experiment: Experiment = {
    ...DEFAULTS.experiment,
    refine: { mask: 'stop.npy' },
    output: ['out_#.cbf', 'b.npy'],
  };
  const { app, seen } = pageOf(experiment, 'view');
  await openFiles(app, [file('stop.npy'), file('b.npy')]);
  const problems = ['taken as files of the experiment, for Simulate and Refine: stop.npy'];
  expect(seen()).toEqual({ experiment, mode: 'view', inputs: ['stop.npy'], problems, images: ['b.npy'] });
});

test('files that have one name in different folders are not taken for each other', async () => {
  const experiment: Experiment = { ...WITHOUT_FACTORS, structureFactors: { file: 'a.hkl' } };
  const { app, seen } = pageOf(DEFAULTS.experiment, 'simulate');
  await openFiles(app, [experimentFile(experiment), file('run/a.hkl', '1 0 0 10'), file('old/a.hkl', '1 0 0 20')]);
  const problems = [expect.stringMatching(/^run\/a\.hkl and old\/a\.hkl have the same name/)];
  expect(seen()).toEqual({ experiment: DEFAULTS.experiment, mode: 'simulate', inputs: [], problems, images: [] });
  // Images are told apart by their folders.
  await openFiles(app, [file('run/1.cbf'), file('old/1.cbf')]);
  expect(seen()).toMatchObject({ images: ['run/1.cbf', 'old/1.cbf'], problems: [] });
});

test('the detector file of an experiment describes its detector, with the masks that it names', async () => {
  const experiment: Experiment = { ...DEFAULTS.experiment, detector: { model: 'setup/half.geom', distanceMm: 120 } };
  const geometry = file('setup/half.geom', GEOMETRY);
  const { app, seen } = pageOf(DEFAULTS.experiment, 'simulate');
  await openFiles(app, [experimentFile(experiment)]);
  expect(seen().experiment).toBe(DEFAULTS.experiment);
  expect(seen().problems).toEqual([
    expect.stringContaining("'setup/half.geom', which is not open here: open both together"),
  ]);
  await openFiles(app, [experimentFile(experiment), geometry, file('masks/bad.h5')]);
  const { experiment: opened, inputs, images } = seen();
  expect(opened.detector).toMatchObject({ pixelsFast: 10, pixelsSlow: 8, distanceMm: 120, mask: ['setup/half.geom'] });
  expect(opened.detector?.model).toBeUndefined();
  // What the experiment says itself wins over the file.
  expect(opened.beam).toMatchObject(DEFAULTS.experiment.beam ?? {});
  expect([inputs, images]).toEqual([['half.geom', 'bad.h5'], []]);

  const alone = pageOf(DEFAULTS.experiment, 'simulate');
  await openFiles(alone.app, [experimentFile(experiment), geometry]);
  expect(alone.seen().experiment.detector?.mask).toBeUndefined();
  expect(alone.seen().problems).toEqual([expect.stringContaining("its mask file 'masks/bad.h5' is not there")]);
  const oriented = { ...experiment, crystal: { ...DEFAULTS.experiment.crystal, matrix: 'a.mat' } };
  await openFiles(alone.app, [experimentFile(oriented), geometry]);
  expect(alone.seen().problems).toContainEqual(expect.stringContaining('is read by the command alone'));
});

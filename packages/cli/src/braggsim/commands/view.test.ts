import { mkdirSync, writeFileSync } from 'node:fs';
import { filesOfExperiment } from '@braggsim/experiment';
import { servedFiles } from '@braggsim/simulate/node';
import { folder } from '@braggsim/testkit';
import { expect, test } from 'vitest';

test('the files of an experiment are those of its fields and stages, without its outputs', () => {
  expect(
    filesOfExperiment({
      beam: { spectrum: { file: 'pulse.txt' } },
      crystal: { mosaic: { file: 'blocks.txt' } },
      structureFactors: { file: 'a.mtz', default: 0 },
      background: [
        { kind: 'water', thicknessUm: 1 },
        { kind: 'amorphous', file: 'air.txt' },
      ],
      output: ['image.cbf'],
    }).sort(),
  ).toEqual(['a.mtz', 'air.txt', 'blocks.txt', 'pulse.txt']);
  expect(filesOfExperiment({})).toEqual([]);
});

test('files of several crystals, of their channels and of stages are among them', () => {
  expect(
    filesOfExperiment({
      crystals: [
        { structureFactors: { file: 'b.mtz' }, mosaic: { file: 'blocks.txt' } },
        {
          structureFactors: {
            channels: [
              { energyEv: 7000, file: 'low.mtz' },
              { energyEv: 7100, file: 'high.mtz' },
            ],
          },
        },
      ],
      detector: { mask: ['module.geom', 'bad.npy'] },
      refine: { mask: 'beam-stop.npy' },
      readout: [{ kind: 'photon' }, { kind: 'gain', file: 'gain.tif' }],
    }).sort(),
  ).toEqual(['b.mtz', 'bad.npy', 'beam-stop.npy', 'blocks.txt', 'gain.tif', 'high.mtz', 'low.mtz', 'module.geom']);
});

test('files of an experiment are served by their names, unless only their folders tell them apart', async () => {
  const here = folder();
  try {
    for (const name of ['a', 'b']) mkdirSync(here.at(name));
    const experimentWith = (name: string, files: readonly string[]) => {
      const channels = files.map((file, i) => ({ energyEv: 7000 + i, file: here.at(file) }));
      writeFileSync(here.at(name), JSON.stringify({ structureFactors: { channels } }));
      return here.at(name);
    };
    const one = experimentWith('one.json', ['a/x.hkl', 'a/x.hkl', 'b/y.hkl']);
    expect((await servedFiles([one])).map(({ name }) => name)).toEqual(['one.json', 'x.hkl', 'y.hkl']);
    const two = experimentWith('two.json', ['a/x.hkl', 'b/x.hkl']);
    await expect(servedFiles([two])).rejects.toThrow(
      /two\.json names '.*b\/x\.hkl', and '.*a\/x\.hkl' is opened as well/,
    );
    // A detector file is served with the masks that it names.
    const panel = ['min_fs = 0', 'max_fs = 9', 'min_ss = 0', 'max_ss = 9', 'corner_x = -5', 'corner_y = -5'];
    const lines = [
      'clen = 0.1',
      'res = 10000',
      'mask = /m',
      'mask_file = m.h5',
      'mask_bad = 1',
      ...panel.map((line) => `p0/${line}`),
    ];
    writeFileSync(here.at('a/d.geom'), lines.join('\n'));
    writeFileSync(here.at('a/m.h5'), '');
    writeFileSync(here.at('three.json'), JSON.stringify({ detector: { model: 'a/d.geom' } }));
    const names = (await servedFiles([here.at('three.json')])).map(({ name }) => name);
    expect(names).toEqual(['three.json', 'd.geom', 'm.h5']);
  } finally {
    here.remove();
  }
});

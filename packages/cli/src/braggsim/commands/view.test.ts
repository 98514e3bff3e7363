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
  } finally {
    here.remove();
  }
});

import { filesOfExperiment } from '@braggsim/experiment';
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

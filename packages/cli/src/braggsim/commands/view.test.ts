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

import { expect, test } from 'vitest';
import { namedFiles } from './export';

test('the command needs the files of the simulation, each named once, and not those of a refinement', () => {
  const files = namedFiles({
    crystals: [{ structureFactors: { file: 'a.hkl' } }, { structureFactors: { file: 'a.hkl' } }],
    detector: { mask: ['bad.npy'] },
    refine: { mask: 'beam-stop.npy' },
  });
  expect([...files].sort()).toEqual(['a.hkl', 'bad.npy']);
});

import { bench, describe } from 'vitest';
import { fixture } from '../files/fixtures.fixture';
import { readModel } from './read';
import { structureFactors } from './structure-factors';

const bytes = fixture('lysozyme_1vat.pdb.gz');
const model = readModel(bytes, 'lysozyme_1vat.pdb').value;

describe('lysozyme to 2 A: 1129 atoms, 8 operations, 8331 reflections', () => {
  bench('read the model', () => void readModel(bytes, 'lysozyme_1vat.pdb'));
  bench('direct sum', () => void structureFactors(model, { dMinA: 2, solvent: false, method: 'direct' }), {
    iterations: 2,
  });
  bench('density and transform', () => void structureFactors(model, { dMinA: 2, solvent: false, method: 'fft' }));
  bench('density and transform, with solvent', () => void structureFactors(model, { dMinA: 2, method: 'fft' }));
});

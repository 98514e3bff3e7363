import { parseSpectrum } from '@braggsim/sources';
import { describe, expect, test } from 'vitest';
import { ironAt, withIron } from './dispersion.fixture';
import { offeredNumbers } from './offered-numbers';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';
import { refinedNumbers } from './shot-numbers';
import { startModel } from './start-model';

const CURVE = '7000,-4,0.5\n12300,-6,2\n12500,-7,3\n13500,-5,2.5\n';
const inputs = withIron(CURVE);

describe("f' and f''", () => {
  test('of a beam of one energy are one of each, those at the energy', async () => {
    const groups = await offeredNumbers(ironAt({ energyEv: 12400 }), { inputs });
    const { numbers = [] } = groups.find(({ group }) => group === 'dispersion') ?? {};
    expect(numbers).toEqual([
      { name: 'dispersion.Fe.f1', unit: 'e', start: -6.5, lower: -26.5, upper: 13.5 },
      { name: 'dispersion.Fe.f2', unit: 'e', start: 2.5, lower: 0, upper: 22.5 },
    ]);
  });

  test('of a spectrum are those at the listed energies that bear on it', async () => {
    const spectrum = parseSpectrum('energyEv,weight\n12350,3\n12600,1\n', 's.csv');
    const groups = await offeredNumbers(ironAt({ spectrum: { file: 's.csv' } }), { inputs: { ...inputs, spectrum } });
    const { numbers = [] } = groups.find(({ group }) => group === 'dispersion') ?? {};
    expect(numbers.map(({ name, start }) => `${name} ${start}`)).toEqual([
      'dispersion.Fe.f1.12300 -6',
      'dispersion.Fe.f2.12300 2',
      'dispersion.Fe.f1.12500 -7',
      'dispersion.Fe.f2.12500 3',
      'dispersion.Fe.f1.13500 -5',
      'dispersion.Fe.f2.13500 2.5',
    ]);
  });

  test('at close energies have names of their own', async () => {
    const close = withIron('12345.67,-6,2\n12345.68,-7,3\n');
    const spectrum = parseSpectrum('energyEv,weight\n12345.672,3\n12345.679,1\n', 's.csv');
    const groups = await offeredNumbers(ironAt({ spectrum: { file: 's.csv' } }), { inputs: { ...close, spectrum } });
    const { numbers = [] } = groups.find(({ group }) => group === 'dispersion') ?? {};
    expect(numbers.filter(({ name }) => name.includes('f1')).map(({ name }) => name)).toEqual([
      'dispersion.Fe.f1.12345.67',
      'dispersion.Fe.f1.12345.68',
    ]);
  });

  test('are refused by name where no atoms have them', async () => {
    const groups = await offeredNumbers(TRUTH, { inputs: {} });
    expect(groups.find(({ group }) => group === 'dispersion')?.problem).toBe(
      "dispersion needs atoms whose f' and f'' follow the energy: give structureFactors.anomalous with a model, or leave dispersion out",
    );
  });

  test('are refused by name over a spectrum that is linear between its lines', async () => {
    const spectrum = parseSpectrum('energyEv,weight\n12350,3\n12600,1\n', 's.csv');
    const crystal = { ...TRUTH.crystal, shape: 'gauss' as const };
    const experiment = { ...ironAt({ spectrum: { file: 's.csv', between: 'linear' } }), crystal };
    const groups = await offeredNumbers(experiment, { inputs: { ...inputs, spectrum } });
    expect(groups.find(({ group }) => group === 'dispersion')).toEqual({
      group: 'dispersion',
      numbers: [],
      problem:
        'dispersion is not refined over a spectrum that is linear between its lines; give beam.spectrum.between: lines, or leave dispersion out',
    });
  });

  test('are listed near the energies of the beam, in the place of the file', async () => {
    const { experiment } = await startModel(ironAt({ energyEv: 12400 }), { inputs }, ['dispersion']);
    expect(experiment.structureFactors?.anomalous).toEqual([
      {
        element: 'Fe',
        part: 'part.hkl',
        energiesEv: [7000, 12300, 12500, 13500],
        f1: [-4, -6, -7, -5],
        f2: [0.5, 2, 3, 2.5],
      },
    ]);
  });

  test('come to the truth within their errors', async () => {
    const experiment = ironAt({ energyEv: 12400 });
    const shot = await noisyShot(experiment, experiment, 1, inputs);
    const options = { ...OPTIONS, free: ['misset', 'scale', 'dispersion'] };
    const wrong = withIron('12000,-3,1\n13000,-3,1\n');
    const refined = await refineShot({ ...shot, inputs: wrong, spots: SPOTS }, options);
    expect(refined.status).toBe('converged');
    const numbers = new Map(refinedNumbers(refined).map((one) => [one.name, one]));
    for (const [name, truth] of [
      ['dispersion.Fe.f1', -6.5],
      ['dispersion.Fe.f2', 2.5],
    ] as const) {
      const { value = 0, esd } = numbers.get(name) ?? {};
      expect(esd, name).toBeLessThan(1);
      expect(Math.abs(value - truth), name).toBeLessThan(4 * (esd ?? 0));
    }
    const f1 = numbers.get('dispersion.Fe.f1')?.value;
    expect(refined.refined.structureFactors?.anomalous?.[0]).toMatchObject({
      energiesEv: [12000, 13000],
      f1: [f1, f1],
    });
  });
});

import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { parseSpectrum } from '@braggsim/sources';
import { expect, test } from 'vitest';
import { ironAt, withIron } from './dispersion.fixture';
import { refineShot } from './refine-shot';
import { refineTogether } from './refine-together';
import { noisyShot, OPTIONS, SPOTS } from './shot.fixture';

const FREE = { ...OPTIONS, free: ['misset', 'dispersion'] };

/** A shot of a truth, refined by itself from another curve of f' and f''. */
async function refinedFrom(experiment: Experiment, truth: SimulationInputs, start: SimulationInputs, seed: number) {
  const shot = { ...(await noisyShot(experiment, experiment, seed, truth)), inputs: start, spots: SPOTS };
  return { refined: await refineShot(shot, FREE), source: shot };
}

test("spectra that keep different parts of a curve share the values of f' and f'' at the same energies", async () => {
  // Within 5 % of the beams, so that only the lists of the first shot begin with 11760 eV.
  const curve = (f1: number) =>
    withIron(`11000,-4,0.5\n11760,-4,0.5\n12300,${f1},2\n12700,${f1 - 1},3\n13500,-5,2.5\n`);
  const [truth, start] = [curve(-6), curve(-3)];
  const alone = await Promise.all(
    ['12350,3\n12600,1\n', '12450,3\n12600,1\n'].map((lines, i) => {
      const spectrum = parseSpectrum(`energyEv,weight\n${lines}`, 's.csv');
      const experiment = ironAt({ spectrum: { file: 's.csv' } });
      return refinedFrom(experiment, { ...truth, spectrum }, { ...start, spectrum }, i + 1);
    }),
  );
  const { shots, shared } = await refineTogether(alone, ['dispersion'], FREE);
  const kinds = shots.map(({ refined }) => refined.structureFactors?.anomalous?.[0]);
  expect(kinds.map((kind) => kind?.energiesEv)).toEqual([
    [11000, 11760, 12300, 12700, 13500],
    [11760, 12300, 12700, 13500],
  ]);
  const { value = 0, esd } = shared.parameters.find(({ name }) => name === 'dispersion.Fe.f1.12300') ?? {};
  expect(Math.abs(value + 6)).toBeLessThan(4 * (esd ?? 0));
  expect(esd).toBeLessThan(1);
  for (const kind of kinds) expect(kind?.f1?.[kind.energiesEv?.indexOf(12300) ?? -1]).toBe(value);
  for (const kind of kinds) expect(kind?.f1?.[kind.energiesEv?.indexOf(11760) ?? -1]).toBe(-4);
});

test("beams of different energies have f' and f'' of their own, named by their energy", async () => {
  const truth = withIron('12300,-2,1\n12500,-10,4\n');
  const start = withIron('12300,-3,1\n12500,-8,3\n');
  const energies = [12330, 12330, 12470];
  const alone = await Promise.all(
    energies.map((energyEv, i) => refinedFrom(ironAt({ energyEv }), truth, start, i + 1)),
  );
  const { shots, shared } = await refineTogether(alone, ['dispersion'], {
    ...FREE,
    restraints: [{ name: 'dispersion.Fe.f2', value: 2, sigma: 2 }],
  });
  const values = new Map(shared.parameters.map((one) => [one.name, one]));
  expect([...values.keys()]).toEqual([
    'dispersion.Fe.f1.12330',
    'dispersion.Fe.f2.12330',
    'dispersion.Fe.f1.12470',
    'dispersion.Fe.f2.12470',
  ]);
  for (const [energy, f1] of [
    [12330, -3.2],
    [12470, -8.8],
  ] as const) {
    const { value = 0, esd } = values.get(`dispersion.Fe.f1.${energy}`) ?? {};
    expect(Math.abs(value - f1), `${energy} eV`).toBeLessThan(4 * (esd ?? 0));
    expect(esd).toBeLessThan(1);
    expect(values.get(`dispersion.Fe.f2.${energy}`)?.restraint).toEqual({ value: 2, sigma: 2 });
  }
  expect(shots.map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
});

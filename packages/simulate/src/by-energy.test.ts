import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { parseDispersion } from '@braggsim/reflections/by-energy';
import { readPhased } from '@braggsim/reflections/files';
import { parseSpectrum } from '@braggsim/sources';
import { describe, expect, test } from 'vitest';
import { derivatives } from './derivatives/derivatives';
import { buildPlan } from './plan';
import { simulate } from './simulate';
import { simulateSeries } from './simulate-series';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A list of all indices up to 3 with amplitudes and phases that vary from one to the next. */
const listOf = (size: number, turn: number) => {
  const lines: string[] = [];
  for (let h = 0; h <= 3; h++) {
    for (let k = -3; k <= 3; k++) {
      for (let l = -3; l <= 3; l++) {
        const n = 49 * h + 7 * k + l;
        if (n > 0) lines.push(`${h} ${k} ${l} ${size * (1.2 + Math.sin(turn * n))} ${(97 * turn * n) % 360}`);
      }
    }
  }
  return readPhased(bytes(lines.join('\n')), 'list.hkl');
};

const CURVE = 'energyEv,f1,f2\n7000,-4,0.5\n7110,-6.5,2\n7150,-7,3.8\n7300,-5,3.5\n';
const inputs: SimulationInputs = {
  byEnergy: {
    kind: 'anomalous',
    base: listOf(80, 1),
    kinds: [{ element: 'Fe', factors: listOf(3, 2), dispersion: parseDispersion(CURVE, 'metal.csv') }],
  },
};
const experiment: Experiment = {
  seed: 1,
  beam: { energyEv: 7120, fluencePerM2: 1e28 },
  detector: { convention: 'xds', pixelsFast: 24, pixelsSlow: 20, pixelMm: 2.5, distanceMm: 90, originPx: [7.3, 4.6] },
  crystal: { cell: [22, 27, 31], misset: [12, -31, 48], cells: [8, 9, 10], shape: 'gauss-hkl' },
  structureFactors: { file: 'list.hkl', anomalous: [{ element: 'Fe', part: 'part.hkl' }] },
  sampling: { oversample: 1, precision: 'double' },
};
const { beam: _, ...withoutBeam } = experiment;
const at = (beam: Experiment['beam']): Experiment => ({ ...withoutBeam, beam: { fluencePerM2: 1e28, ...beam } });
const imageOf = async (given: Experiment, more: SimulationInputs = {}) =>
  Float64Array.from((await simulate(given, { inputs: { ...inputs, ...more } })).panels[0]?.data as Float32Array);

test('an image of two lines is the sum of those of each, with f1 and f2 of its energy', async () => {
  const spectrum = parseSpectrum('energyEv,weight\n7100,3\n7200,1\n', 's.csv');
  const both = await imageOf(at({ spectrum: { file: 's.csv' } }), { spectrum });
  const [first, second] = [await imageOf(at({ energyEv: 7100 })), await imageOf(at({ energyEv: 7200 }))];
  const sum = first.map((x, i) => 0.75 * x + 0.25 * (second[i] as number));
  const most = Math.max(...sum);
  expect(Math.max(...both.map((x, i) => Math.abs(x - (sum[i] as number))))).toBeLessThan(3e-7 * most);
});

test('shots with spectra of their own have f1 and f2 of their own', async () => {
  const spectrum = parseSpectrum('shot,energyEv,weight\n1,7100,1\n2,7200,1\n', 's.csv');
  const series = { ...at({ spectrum: { file: 's.csv' } }), scan: { images: 2 } };
  const images = [];
  for await (const { photons } of simulateSeries(series, { inputs: { ...inputs, spectrum } })) images.push(photons[0]);
  expect(images).toEqual([
    Float32Array.from(await imageOf(at({ energyEv: 7100 }))),
    Float32Array.from(await imageOf(at({ energyEv: 7200 }))),
  ]);
});

test('crystals may each have structure factors that depend on energy', async () => {
  const { crystal, structureFactors, ...rest } = experiment;
  const other = { ...crystal, misset: [3, 4, 5], structureFactors: { default: 30 } } as const;
  const listed = { ...rest, structureFactors, crystals: [{ ...crystal, scale: 2 }, other] } as Experiment;
  const alone = await imageOf(experiment);
  const { panels } = await simulate({ ...rest, structureFactors: { default: 30 }, crystal: other } as Experiment);
  const sum = alone.map((x, i) => 2 * x + (panels[0]?.data[i] as number));
  const found = await imageOf(listed);
  expect(Math.max(...found.map((x, i) => Math.abs(x - (sum[i] as number))))).toBeLessThan(3e-7 * Math.max(...sum));
});

describe.each(['cpu', 'reference'] as const)('derivatives of the %s kernel', (kernel) => {
  test.each([
    ['structureFactors.anomalous.0.f1.1', 0.01],
    ['structureFactors.anomalous.0.f2.2', 0.01],
    ['beam.energyEv', 0.05],
    ['structureFactors.default', 0.01],
  ])('by %s agree with differences', async (name, step) => {
    const given: Experiment = {
      ...experiment,
      detector: { ...experiment.detector, pixelsFast: 8, pixelsSlow: 7, pixelMm: 7.5, originPx: [2.4, 1.5] },
      structureFactors: { ...experiment.structureFactors, default: 4 },
      sampling: { ...experiment.sampling, kernel },
    };
    const exact = (await derivatives(given, { parameters: [name], inputs })).derivatives[name]?.[0]?.data;
    const moved = async (by: number): Promise<Float64Array> => {
      if (name.includes('anomalous')) {
        const [, , kind, of, knot] = name.split('.') as [string, string, string, 'f1' | 'f2', string];
        const changed = structuredClone(inputs) as unknown as {
          byEnergy: { kinds: { dispersion: { f1: number[]; f2: number[] } }[] };
        };
        const values = changed.byEnergy.kinds[Number(kind)]?.dispersion[of] as number[];
        values[Number(knot)] = (values[Number(knot)] as number) + by;
        return photonsOf(given, changed as never);
      }
      if (name === 'beam.energyEv')
        return photonsOf({ ...given, beam: { ...given.beam, energyEv: 7120 + by } }, inputs);
      return photonsOf({ ...given, structureFactors: { ...given.structureFactors, default: 4 + by } }, inputs);
    };
    const [up, down, up2, down2] = [
      await moved(step),
      await moved(-step),
      await moved(2 * step),
      await moved(-2 * step),
    ];
    const slope = up.map(
      (x, i) => (8 * (x - (down[i] as number)) - ((up2[i] as number) - (down2[i] as number))) / (12 * step),
    );
    const most = Math.max(...slope.map(Math.abs));
    expect(most).toBeGreaterThan(0);
    expect(Math.max(...slope.map((x, i) => Math.abs(x - (exact?.[i] as number)))) / most).toBeLessThan(2e-6);
  });
});

const photonsOf = async (given: Experiment, own: SimulationInputs) =>
  (await derivatives(given, { parameters: [], inputs: own })).photons[0]?.data as Float64Array;

test('energies beyond the curve, files that were not passed and knots that are not there are refused', async () => {
  await expect(buildPlan(at({ energyEv: 8000 }), inputs)).rejects.toThrow(
    "metal.csv: expected f' and f'' at 8000 eV, found those from 7000 to 7300 eV",
  );
  await expect(buildPlan(experiment)).rejects.toThrow('structureFactors.anomalous names files');
  const spectrum = parseSpectrum('energyEv,weight\n6900,1\n7150,2\n', 's.csv');
  const band = at({ spectrum: { file: 's.csv', between: 'linear' } });
  await expect(buildPlan(band, { ...inputs, spectrum })).rejects.toThrow("metal.csv: expected f' and f'' at 6900 eV");
  const parameters = ['structureFactors.anomalous.0.f1.9'];
  await expect(derivatives(experiment, { parameters, inputs })).rejects.toThrow(
    'there is no structureFactors.anomalous.0.f1.9',
  );
});

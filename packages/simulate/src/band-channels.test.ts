import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { channelFactors, parseDispersion } from '@braggsim/reflections/by-energy';
import { readPhased } from '@braggsim/reflections/files';
import { expect, test } from 'vitest';
import { AS_LINES, difference, EXPERIMENT, FEW_PIXELS, imageOf, KNOTS, lines, onCpu, WIDE } from './band.fixture';
import { changed } from './cube.fixture';
import { derivatives } from './derivatives/derivatives';
import { buildPlan } from './plan';

const { reflections: _, ...SPECTRUM } = WIDE;
const indices = Array.from({ length: 21 ** 3 }, (_, i) => [
  (i % 21) - 10,
  (Math.floor(i / 21) % 21) - 10,
  Math.floor(i / 441) - 10,
]) as [number, number, number][];
const text = (of: (h: number, k: number, l: number) => string) =>
  new TextEncoder().encode(indices.map((hkl) => `${hkl.join(' ')} ${of(...hkl)}`).join('\n'));

/** Amplitudes that follow the energy, at some energies. */
const channels = (...energies: number[]): SimulationInputs['byEnergy'] =>
  channelFactors(
    energies.map((energyEv, n) => ({
      energyEv,
      list: parseHkl(text((h, k, l) => String(50 + ((7 * h + 3 * k + (11 + n) * l) ** 2 % 90)))),
    })),
  );
const CHANNELS = { structureFactors: { channels: [{ energyEv: 9000, file: 'a.hkl' }] } } as Experiment;

const phased = (size: number) =>
  readPhased(
    text((h, k, l) => {
      // The amplitude of -h is the complex conjugate of that of h.
      const [n, side] = [Math.abs(7 * h + 3 * k + 11 * l), Math.sign(441 * l + 21 * k + h)];
      return `${size * (1.2 + Math.sin(n))} ${side * ((97 * n) % 180)}`;
    }),
    'list.hkl',
  );
/** Lists that several tests share: to write and read one takes longer than an image. */
const BASE = phased(80);
const PARTS = new Map<number, ReturnType<typeof phased>>();
const partOf = (size: number): ReturnType<typeof phased> => {
  const part = PARTS.get(size) ?? phased(size);
  PARTS.set(size, part);
  return part;
};
const CURVE = 'energyEv,f1,f2\n9000,-4,0.5\n9640,-6.5,2\n9660,-7,3.8\n9700,-4.5,3.9\n10300,-3,3.5\n';
const ANOMALOUS = {
  structureFactors: { file: 'list.hkl', anomalous: [{ element: 'Zn', part: 'part.hkl' }] },
} as Experiment;
const anomalous = (size: number): SimulationInputs => ({
  ...SPECTRUM,
  byEnergy: {
    kind: 'anomalous',
    base: BASE,
    kinds: [{ element: 'Zn', factors: partOf(size), dispersion: parseDispersion(CURVE, 'metal.csv') }],
  },
});
const segments = (count: number): Experiment => ({
  beam: { spectrum: { ...EXPERIMENT.beam?.spectrum, segments: count } },
});

test('amplitudes that are linear in energy are those of lines: the mean energy of a spot has the mean amplitude', async () => {
  const byEnergy = channels(9000, 10500) as NonNullable<SimulationInputs['byEnergy']>;
  const image = await imageOf(CHANNELS, { ...SPECTRUM, byEnergy });
  const { reflections: __, ...many } = lines(KNOTS, 100);
  const change = { ...changed(CHANNELS, AS_LINES), crystal: { ...EXPERIMENT.crystal, neighbours: 1 } };
  expect(difference(image, await onCpu(change, { ...many, byEnergy }))).toBeLessThan(1e-5);
});

const FOUR_ENERGIES = channels(9000, 9700, 9900, 10150) as never;

test.each([1, 3])('kernels agree on amplitudes by energy, in %i segments', async (count) => {
  const several = { ...SPECTRUM, byEnergy: FOUR_ENERGIES };
  const ofChannels = changed(changed(CHANNELS, segments(count)), FEW_PIXELS);
  expect(difference(await onCpu(ofChannels, several), await imageOf(ofChannels, several))).toBeLessThan(1e-6);
  const ofAtoms = changed(changed(ANOMALOUS, segments(count)), FEW_PIXELS);
  expect(difference(await onCpu(ofAtoms, anomalous(2)), await imageOf(ofAtoms, anomalous(2)))).toBeLessThan(1e-6);
});

test('cuts change nothing where amplitudes are the same for all energies', async () => {
  expect(difference(await imageOf(segments(5)), await imageOf())).toBeLessThan(1e-9);
});

test('f′ that changes within a spot is refused unless the band is cut', async () => {
  const few = changed(ANOMALOUS, { crystal: { cells: [3, 3, 3] } });
  await expect(imageOf(few, anomalous(4))).rejects.toThrow(
    /structureFactors.anomalous\[0\] \(Zn\): f' changes by \d+ %/,
  );
  const cut = changed(changed(EXPERIMENT, few), segments(32));
  await expect(buildPlan(cut, anomalous(4))).resolves.toBeDefined();
});

test('derivatives with respect to energies are those of differences, and those to f′ are refused', async () => {
  const inputs = anomalous(2);
  const experiment = changed(changed(changed(EXPERIMENT, ANOMALOUS), segments(2)), FEW_PIXELS);
  const name = 'beam.spectrum.wavelengthFactor';
  const found = (await derivatives(experiment, { inputs, parameters: [name] })).derivatives[name]?.[0]
    ?.data as Float64Array;
  const at = (by: number) =>
    imageOf(
      changed(changed(ANOMALOUS, FEW_PIXELS), {
        beam: { spectrum: { ...segments(2).beam?.spectrum, wavelengthFactor: 1 + by } },
      }),
      inputs,
    );
  const [up, down] = [await at(1e-6), await at(-1e-6)];
  const largest = Math.max(...found.map(Math.abs));
  found.forEach((x, i) => {
    expect(Math.abs(x - ((up[i] as number) - (down[i] as number)) / 2e-6) / largest).toBeLessThan(1e-5);
  });
  const knot = 'structureFactors.anomalous.0.f1.1';
  await expect(derivatives(experiment, { inputs, parameters: [knot] })).rejects.toThrow('linear between its lines');
});

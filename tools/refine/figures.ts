/**
 * Prints the figures that the refinement is judged by: noise of many seeds, starts far from the truth, readout noise, kernels.
 *
 *     npx tsx --conditions=source tools/refine/figures.ts [seeds|starts|readout|kernels|amplitudes] [--seeds n]
 */
import { parseArgs } from 'node:util';
import type { Mat3 } from '@braggsim/core';
import type { Calibration, RefinedAlone, RefinedShot } from '@braggsim/refine';
import { refineShot, refineTogether } from '@braggsim/refine';
import {
  caseInputs,
  errorsOf,
  expectedPhotons,
  measuredShot,
  NAMES,
  OPTIONS,
  type StartErrors,
  startOf,
  strongSpots,
  TRUTH,
  USUAL,
} from './case';
import { chiSquare } from './chi-square';

const { values: flags, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '100' } },
  allowPositionals: true,
});
const seeds = Number(flags.seeds);
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);

const inputs = await caseInputs();
const expected = await expectedPhotons(inputs);
const spots = await strongSpots(expected, inputs);
const print = (text: string) => console.log(text);

const esdOf = ({ covariance: { matrix } }: RefinedShot, i: number) =>
  Math.sqrt(matrix.values[i * matrix.size + i] as number);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
};

/** Refines the case with the noise of many seeds and prints how errors compare with what the fits say of them. */
async function manySeeds(title: string, calibration?: Calibration): Promise<void> {
  const start = startOf(USUAL);
  const results: { z: number[]; chi: number; sigmaZ: number; evaluations: number; status: string }[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const refined = await refineShot(measuredShot(expected, seed, { start, inputs, spots }, calibration), OPTIONS);
    const errors = errorsOf(refined);
    const z = errors.map((error, i) => error / esdOf(refined, i));
    const { sigmaZ, evaluations, status } = refined;
    results.push({ z, chi: chiSquare(refined, errors), sigmaZ, evaluations, status });
  }
  const failed = results.filter(({ status }) => status !== 'converged').length;
  print(`${title}: ${seeds} seeds, ${failed} not converged`);
  for (const [i, name] of NAMES.entries()) {
    const z = results.map((one) => one.z[i] as number);
    print(`  ${name.padEnd(9)} mean ${mean(z).toFixed(2).padStart(6)}  s.d. ${deviation(z).toFixed(2)}`);
  }
  const sigmas = results.map(({ sigmaZ }) => sigmaZ);
  print(
    `  chi-square per number ${mean(results.map(({ chi }) => chi)).toFixed(3)}, sigmaZ ${mean(sigmas).toFixed(4)} +- ${deviation(sigmas).toFixed(4)}, evaluations at most ${Math.max(...results.map(({ evaluations }) => evaluations))}`,
  );
}

/** Directions that are spread evenly over a sphere: turns of a given size, deg, each with errors of the cell of both signs. */
function starts(degrees: number, percent: number, count: number): StartErrors[] {
  return Array.from({ length: count }, (_, i) => {
    const z = 1 - (2 * i + 1) / count;
    const angle = i * Math.PI * (3 - Math.sqrt(5));
    const radius = degrees * Math.sqrt(1 - z * z);
    const sign = i % 2 === 0 ? 1 : -1;
    return {
      ...USUAL,
      turn: [radius * Math.cos(angle), radius * Math.sin(angle), degrees * z] as const,
      cell: [(sign * percent) / 100, (-sign * percent) / 100] as const,
    };
  });
}

async function farStarts(): Promise<void> {
  const best = await refineShot(measuredShot(expected, 1, { start: startOf(USUAL), inputs, spots }), OPTIONS);
  for (const [degrees, percent] of [
    [0.3, 1],
    [0.6, 2],
  ] as const) {
    const all = starts(degrees, percent, 12);
    let [arrived, evaluations] = [0, 0];
    for (const errors of all) {
      const shot = measuredShot(expected, 1, { start: startOf(errors), inputs, spots });
      const refined = await refineShot(shot, OPTIONS);
      evaluations = Math.max(evaluations, refined.evaluations);
      const [here, there] = [errorsOf(refined), errorsOf(best)];
      if (here.every((error, i) => Math.abs(error - (there[i] as number)) < 0.2 * esdOf(best, i))) arrived++;
    }
    print(
      `starts off by ${degrees} deg and ${percent} %: ${arrived} of ${all.length} at the optimum, evaluations at most ${evaluations}`,
    );
  }
}

async function kernels(): Promise<void> {
  const results = new Map<string, { readonly refined: RefinedShot; readonly seconds: number }>();
  for (const [kernel, precision] of [
    ['cpu', 'double'],
    ['cpu', 'mixed'],
    ['cpu', 'single'],
    ['reference', 'double'],
  ] as const) {
    const start = startOf(USUAL);
    const sampling = { ...start.sampling, kernel, precision };
    const shot = measuredShot(expected, 1, { start: { ...start, sampling }, inputs, spots: spots.slice(0, 20) });
    const begun = performance.now();
    const refined = await refineShot(shot, OPTIONS);
    results.set(`${kernel}, ${precision}`, { refined, seconds: (performance.now() - begun) / 1000 });
  }
  const [first] = results.values();
  for (const [name, { refined, seconds }] of results) {
    const moved = refined.x.map(
      (value, i) => Math.abs(value - (first?.refined.x[i] ?? 0)) / esdOf(first?.refined as RefinedShot, i),
    );
    print(
      `${name.padEnd(18)} ${refined.status}, ${refined.evaluations} evaluations, ${seconds.toFixed(1)} s, at most ${Math.max(...moved).toExponential(1)} e.s.d. from the first`,
    );
  }
}

if (wanted('seeds')) await manySeeds('counts of photons');
if (wanted('starts')) await farStarts();
if (wanted('readout')) {
  await manySeeds('gain 1, readout noise 3 ADU', { gain: 1, offset: 40, readNoise: 3 });
  await manySeeds('gain 4, readout noise 3 ADU', { gain: 4, offset: 40, readNoise: 3 });
  await manySeeds('gain 0.25, readout noise 0.5 ADU', { gain: 0.25, offset: 40, readNoise: 0.5 });
}
/** Rotations of the point group 422 of lysozyme, as they act on indices. */
const ROTATIONS: readonly Mat3[] = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  [0, 1, 0, -1, 0, 0, 0, 0, 1],
  [0, -1, 0, 1, 0, 0, 0, 0, 1],
  [1, 0, 0, 0, -1, 0, 0, 0, -1],
  [-1, 0, 0, 0, 1, 0, 0, 0, -1],
  [0, 1, 0, 1, 0, 0, 0, 0, -1],
  [0, -1, 0, -1, 0, 0, 0, 0, -1],
];

/** Returns a number between -1.7 and 1.7 with a standard deviation of 1 that belongs to a reflection and its equivalents. */
function deviate(h: number, k: number, l: number): number {
  const [low, high] = [Math.min(Math.abs(h), Math.abs(k)), Math.max(Math.abs(h), Math.abs(k))];
  const part = Math.abs(Math.sin(12.9898 * low + 78.233 * high + 37.719 * Math.abs(l)) * 43758.5453) % 1;
  return (2 * part - 1) * Math.sqrt(3);
}

/** Refines amplitudes that are wrong by 15 % against several stills that share them; the scales are known. */
async function amplitudes(): Promise<void> {
  const { reflections } = inputs;
  if (!reflections) return;
  const { h, k, l, F } = reflections;
  const wrong = F.map((value, i) => value * Math.exp(0.15 * deviate(h[i] as number, k[i] as number, l[i] as number)));
  const given = { ...inputs, reflections: { ...reflections, F: wrong } };
  const rightF = new Map(Array.from(F, (value, i) => [`f-hkl.${h[i]}.${k[i]}.${l[i]}`, value]));
  const options = { ...OPTIONS, free: ['misset', 'ncells', 'f-hkl'], amplitudesLater: true };
  const alone: RefinedAlone[] = [];
  for (let shot = 1; shot <= 8; shot++) {
    const misset = [12 + 0.3 * shot, -33 + 0.2 * shot, 57 - 0.25 * shot] as const;
    const truth = { ...TRUTH, crystal: { ...TRUTH.crystal, misset } };
    const photons = await expectedPhotons(inputs, truth);
    const places = await strongSpots(photons, inputs, truth);
    const start = startOf({ ...USUAL, cell: [0, 0], fluence: 1 }, truth);
    const measured = { ...measuredShot(photons, shot, { start, inputs: given, spots: places }), rotations: ROTATIONS };
    alone.push({ refined: await refineShot(measured, options), source: measured });
  }
  const { shots, shared } = await refineTogether(alone, ['f-hkl'], options);
  const before = (alone[0] as RefinedAlone).refined.evaluations;
  const errors = shared.parameters.map(({ name, value, esd, start }) => {
    const right = rightF.get(name) as number;
    return { ln: Math.log(value / right), start: Math.log(start / right), z: (value - right) / (esd ?? Number.NaN) };
  });
  const rms = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value * value)));
  print(
    `${shots.length} stills share ${errors.length} amplitudes: rms error ${(100 * rms(errors.map(({ start }) => start))).toFixed(1)} % before, ${(100 * rms(errors.map(({ ln }) => ln))).toFixed(2)} % after ${(shots[0]?.evaluations ?? 0) - before} evaluations a still, standardised errors s.d. ${deviation(errors.map(({ z }) => z)).toFixed(2)}, ${shots.map(({ status }) => status).join(' ')}`,
  );
}

if (wanted('kernels')) await kernels();
if (wanted('amplitudes')) await amplitudes();

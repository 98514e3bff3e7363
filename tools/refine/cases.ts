/**
 * Refines images of other crystals, shapes, detectors and beams from starts that are off, and prints how their errors compare with what the
 * fits say of them: chi-square for each number should be near 1, and sigmaZ too.
 *
 *     npx tsx --conditions=source tools/refine/cases.ts [name ...] [--seeds n]
 */
import { parseArgs } from 'node:util';
import { units, vector } from '@braggsim/core';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { serialPoisson } from '@braggsim/noise';
import { type RefinedShot, refinedNumbers, refineShot, type Shot } from '@braggsim/refine';
import { createModelEvaluator, numberOf, withNumbers } from '@braggsim/simulate';
import { OPTIONS, rotationOf } from './case';
import { CASES, displaced, files, type RefinementCase } from './case-list';
import { chiSquare } from './chi-square';

const { values: flags, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '1' } },
  allowPositionals: true,
});

/** Pixels of each panel of an experiment. */
const panelsOf = ({ detector }: Experiment) =>
  (detector?.panels ?? [detector ?? {}]).map(({ pixelsFast = 0, pixelsSlow = 0 }) => ({ pixelsFast, pixelsSlow }));

async function measured(one: RefinementCase, inputs: SimulationInputs, seed: number): Promise<Shot['measurement']> {
  const sizes = panelsOf(one.truth);
  const boxes = sizes.map(({ pixelsFast, pixelsSlow }, panel) => ({
    panel,
    fast: [0, pixelsFast] as const,
    slow: [0, pixelsSlow] as const,
  }));
  const model = await createModelEvaluator(one.truth, { parameters: [], boxes, inputs });
  const { photons } = await model.evaluate([]);
  await model.close();
  const draw = serialPoisson(seed);
  let start = 0;
  const panels = sizes.map(({ pixelsFast, pixelsSlow }) => {
    const values = photons
      .slice(start, start + pixelsFast * pixelsSlow)
      .map((mean) => draw(mean + (one.background ?? 7)));
    start += values.length;
    return { values, pixelsFast, pixelsSlow };
  });
  return { panels, calibration: { gain: 1, offset: 0, readNoise: 0 }, trusted: [-1e9, 60000] };
}

/** Returns the start of a case: what is off in place of the truth. */
const startOf = ({ truth, off }: RefinementCase): Experiment =>
  withNumbers(
    truth,
    Object.fromEntries(
      Object.entries(off).flatMap(([name, value]): [string, number][] => {
        if (name.startsWith('panel.')) return [[name, value - (displaced.get(name) ?? 0)]];
        return [name.startsWith('x ') ? [name.slice(2), numberOf(truth, name.slice(2)) * value] : [name, value]];
      }),
    ),
  );
/** Errors of the unknowns in the order of the fit, in their own units. */
function errorsOf(refined: RefinedShot, truth: Experiment): number[] {
  const [one, other] = [rotationOf(refined.refined), rotationOf(truth)];
  const turn = one
    .map((axis, i) => vector.cross(other[i] as vector.Vec3, axis))
    .reduce((sum, v) => vector.add(sum, v), [0, 0, 0] as vector.Vec3)
    .map((component) => units.toDegrees(component / 2));
  const numbers = new Map(refinedNumbers(refined).map((number) => [number.name, number]));
  return refined.variables.map(({ group, numbers: [first], logarithmic }) => {
    const name = first?.name ?? '';
    const value = numbers.get(name)?.value ?? Number.NaN;
    if (group === 'misset') return turn['xyz'.indexOf(name.at(-1) ?? '')] as number;
    if (group === 'scale') return Math.log((refined.refined.beam?.fluencePerM2 ?? 0) / (truth.beam?.fluencePerM2 ?? 0));
    const [drive] = first?.drives ?? [];
    const right = displaced.get(name) ?? numberOf(truth, drive?.parameter ?? '') / (drive?.factor ?? 1);
    return logarithmic ? Math.log(value / right) : value - right;
  });
}

const names = positionals.length > 0 ? positionals : Object.keys(CASES);
for (const name of names) {
  const one = CASES[name] as RefinementCase;
  const inputs = one.inputs ?? files;
  for (let seed = 1; seed <= Number(flags.seeds); seed++) {
    const shot: Shot = {
      experimentName: name,
      imageName: `seed ${seed}`,
      experiment: startOf(one),
      inputs,
      measurement: await measured(one, inputs, seed),
    };
    const begun = performance.now();
    const refined = await refineShot(shot, { ...OPTIONS, box: undefined, free: one.free, ...one.options });
    const errors = errorsOf(refined, one.truth);
    const z = errors.map((error, i) => {
      const { matrix } = refined.covariance;
      const deviation = Math.sqrt(matrix.values[i * matrix.size + i] as number);
      return `${refined.variables[i]?.numbers[0]?.name} ${(error / deviation).toFixed(1)}`;
    });
    console.log(
      `${name.padEnd(15)} ${refined.status}, ${refined.evaluations} evaluations, ${((performance.now() - begun) / 1000).toFixed(1)} s, ${refined.pixels.boxes.length} boxes (half ${refined.half}), sigmaZ ${refined.sigmaZ.toFixed(3)}, chi-square ${chiSquare(refined, errors).toFixed(2)}${refined.warnings.map(({ id }) => ` [${id}]`).join('')}\n    ${z.join(', ')}`,
    );
  }
}

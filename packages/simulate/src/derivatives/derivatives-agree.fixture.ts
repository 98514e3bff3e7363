import { samplesPerPixel } from '@braggsim/core/kernel';
import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { createModelEvaluator } from '../create-model-evaluator';
import { builtinKernels } from '../kernels';
import type { PixelBox } from '../model-evaluator';
import { nodeKernels } from '../node/kernels';
import { buildPlan } from '../plan';
import { randomTrials, type Trial } from '../random-experiment.fixture';

/** Names the parameters of wavelengths: those of a spectrum from a file are fixed. */
function wavelengthParameters(spectrum: NonNullable<Experiment['beam']>['spectrum']): string[] {
  if (!spectrum) return ['beam.wavelengthA'];
  return 'meanEv' in spectrum ? ['beam.spectrum.meanEv'] : [];
}

/** Parameters of an experiment that its image may depend on. */
export function parametersOf({ beam, detector, crystal, scan, structureFactors }: Experiment): string[] {
  const cells = crystal?.cells?.some((n) => n > 1) ? ['a', 'b', 'c'].map((axis) => `crystal.cells.${axis}`) : [];
  const byOrigin = detector?.convention === 'xds' || detector?.convention === 'dials';
  const polarization = beam?.polarization;
  return [
    ...['a', 'b', 'c', 'alpha', 'beta', 'gamma'].map((part) => `crystal.cell.${part}`),
    ...['x', 'y', 'z'].flatMap((axis) => [`crystal.misset.${axis}`, `turn.${axis}`, `detector.rotationDeg.${axis}`]),
    'detector.distanceMm',
    'detector.twoThetaDeg',
    'detector.pixelMm',
    ...['x', 'y'].map((axis) => `detector.${byOrigin ? 'originPx' : 'beamCentreMm'}.${axis}`),
    ...cells,
    ...(crystal?.shape === 'square' ? [] : ['crystal.fudge']),
    ...(crystal?.mosaic ? ['crystal.mosaic.spreadDeg'] : []),
    'scan.startDeg',
    ...(scan?.widthDeg ? ['scan.widthDeg'] : []),
    ...wavelengthParameters(beam?.spectrum),
    'beam.fluencePerM2',
    ...(typeof polarization === 'number' && Math.abs(polarization) < 1 ? ['beam.polarization'] : []),
    ...(beam?.dispersionPercent ? ['beam.dispersionPercent'] : []),
    ...(beam?.divergenceMrad?.horizontal ? ['beam.divergenceMrad.horizontal'] : []),
    ...((detector?.sensor?.thicknessUm ?? 0) > 0 ? ['detector.sensor.thicknessUm'] : []),
    ...(typeof detector?.sensor?.absorptionDepthUm === 'number' ? ['detector.sensor.absorptionDepthUm'] : []),
    ...(structureFactors?.file ? [] : ['structureFactors.default']),
  ];
}

/** Tells whether pixels lie where all spots have ended: kernels leave out what is below e^-60 of a peak. */
const isDark = ({ crystal }: Experiment): boolean =>
  String(crystal?.shape).startsWith('gauss') && (crystal?.cells?.[0] ?? 1) > 1;
const hasEdges = ({ crystal }: Experiment): boolean => String(crystal?.shape).startsWith('tophat');

/** Images that show something have more different values than this. */
export const FEW_VALUES = 10;

/** Tells whether an image shows something: all pixels of some random experiments are masked, or beyond a resolution limit. */
export async function isVisible({ experiment, inputs }: Trial): Promise<boolean> {
  const { plan } = await buildPlan(experiment, inputs);
  const prepared = await cpuKernel.prepare(plan.fixed, builtinTerms);
  try {
    const { photons = [] } = await prepared.run(plan.shot);
    return new Set(photons.flatMap((image) => [...image])).size > FEW_VALUES;
  } finally {
    await prepared.close();
  }
}

/** Returns random experiments of few samples whose images have derivatives. */
export async function smoothTrialsOf(count: number, mostSamples: number, seed?: number): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const trial of randomTrials(count, seed)) {
    if (isDark(trial.experiment) || hasEdges(trial.experiment)) continue;
    const { plan } = await buildPlan(trial.experiment, trial.inputs);
    if (samplesPerPixel(plan) <= mostSamples) trials.push(trial);
  }
  return trials;
}

export interface NamedDerivatives {
  readonly names: readonly string[];
  readonly values: readonly Float64Array[];
}

/** Photons of the pixels of boxes and their derivatives, without the mask, whose pixels the reference kernel leaves out. */
export async function derivativesOf(
  { experiment, inputs: { mask: _, ...inputs } }: Trial,
  kernel: 'cpu' | 'reference' | 'gpu',
  boxes: readonly PixelBox[],
): Promise<NamedDerivatives> {
  const asked: Experiment = {
    ...experiment,
    sampling: { ...experiment.sampling, kernel, precision: kernel === 'gpu' ? 'auto' : 'double' },
  };
  const parameters = parametersOf(experiment);
  const kernels = kernel === 'gpu' ? nodeKernels : builtinKernels;
  const evaluator = await createModelEvaluator(asked, { parameters, boxes, inputs, kernels });
  const { photons, derivatives } = await evaluator.evaluate(evaluator.start);
  await evaluator.close();
  return { names: ['photons', ...parameters], values: [photons, ...derivatives] };
}

const largest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Returns the largest difference of each derivative, relative to its largest value, where it is not below a bound. */
export const differencesAbove = (bound: number, found: NamedDerivatives, expected: NamedDerivatives) =>
  found.names
    .map((name, i) => {
      const [a, b] = [found.values[i] as Float64Array, expected.values[i] as Float64Array];
      const difference = largest(a.map((x, j) => x - (b[j] as number)));
      return [name, difference / (largest(b) || 1)] as const;
    })
    .filter(([, difference]) => !(difference < bound));

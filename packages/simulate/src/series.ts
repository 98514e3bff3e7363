import { interrupted, type Term, units } from '@braggsim/core';
import { type Arithmetic, type Kernel, type PreparedKernel, type Registry, yieldToTasks } from '@braggsim/core/kernel';
import type { Experiment, Label } from '@braggsim/experiment';
import { orientationTable, resolveScan } from '@braggsim/lattice';
import { resolveBeam, resolveSources, scatteredPerSquaredAmplitude, sourcePlan } from '@braggsim/sources';
import { kernelOptions } from './kernels';
import { type LabelImages, renderLabels } from './labels';
import { checkNumbers } from './numbers';
import { growingSummary, type PhotonSummary } from './photon-summary';
import type { BuiltPart, BuiltPlan } from './plan';
import { planOfParts } from './sum-of-crystals';

/** One image of a series before any readout. */
export interface RenderedImage {
  /** Index in the series, from 0. */
  readonly index: number;
  readonly startDeg: number;
  /** Expected photons [slow, fast] of every panel. */
  readonly photons: readonly (Float32Array | Float64Array)[];
  readonly brightness: PhotonSummary;
  /** Plan of this image, which differs from that of the first image in its spindle angles. */
  readonly built: BuiltPlan;
  /** How the image was computed. */
  readonly arithmetic: Arithmetic;
  /** Labels of the image that were asked for. */
  readonly labels: LabelImages;
}

/** What the images of a series are computed with. */
export interface RenderOptions {
  readonly terms: Registry<Term>;
  readonly kernel: Kernel;
  readonly signal?: AbortSignal | undefined;
  /** Labels that are computed besides the photons. */
  readonly labels?: readonly Label[];
  /** Called with the finished fraction of the whole series. */
  readonly progress?: ((fraction: number) => void) | undefined;
}

/** Returns the number of images of an experiment. */
export const imageCount = ({ scan }: Experiment): number => scan?.images ?? 1;

/** Computes the spindle angle at which an image of a series starts, deg. */
export function imageStartDeg({ scan = {} }: Experiment, built: BuiltPlan, index: number): number {
  // As it was asked for: backwards where the width is negative.
  const width = scan.widthDeg ?? units.toDegrees(built.derived.scan.width);
  return (scan.startDeg ?? 0) + index * width;
}

/** Returns the plan of an image: with its own pulse, and the spindle at its start. */
async function exposed(experiment: Experiment, built: BuiltPlan, index: number): Promise<BuiltPlan> {
  const startDeg = imageStartDeg(experiment, built, index);
  const { parts, plan } = built;
  if (!parts) return turned(experiment, await withPulse(experiment, built, index), startDeg);
  const own: BuiltPart[] = [];
  for (const part of parts) {
    const pulsed = await withPulse(part.experiment, part.built, index);
    own.push({ ...part, built: turned(part.experiment, pulsed, startDeg) });
  }
  const [first] = own as [BuiltPart];
  const whole = planOfParts(own);
  const isFixed = own.every((part, i) => part.built.plan.fixed === parts[i]?.built.plan.fixed);
  return { ...built, ...first.built, plan: isFixed ? { ...plan, shot: whole.shot } : whole, parts: own };
}

/** Returns the plan of an image with a pulse of its own. */
async function withPulse(experiment: Experiment, built: BuiltPlan, index: number): Promise<BuiltPlan> {
  const { derived: common, compatibility, plan, metadata, spectrum, steps, crystalScale = 1 } = built;
  if (!spectrum?.perShot) return built;
  const lines = spectrum.linesOf(index);
  const beam = resolveBeam(experiment.beam, lines).value;
  const sources = resolveSources(experiment.beam, beam, common.detector, undefined, compatibility, lines).value;
  const derived = { ...common, beam, sources };
  const ofShot = (steps / common.sources.count) * sources.count;
  const shot = {
    ...plan.shot,
    sources: {
      ...sourcePlan(sources, derived.detector.polarization),
      ...(built.channelValues && { channelValues: built.channelValues(sources.wavelengths) }),
    },
    scale: (scatteredPerSquaredAmplitude(beam) / ofShot) * crystalScale,
  };
  const band = await built.bandOf?.(derived);
  return {
    ...built,
    derived,
    metadata: { ...metadata, beam },
    steps: ofShot,
    plan: { fixed: band ? { ...plan.fixed, band } : plan.fixed, shot },
  };
}

/** Returns the plan with the spindle at another start; what the kernel has prepared is kept. */
function turned(experiment: Experiment, built: BuiltPlan, startDeg: number): BuiltPlan {
  const { derived, compatibility, plan, metadata } = built;
  const scan = resolveScan({ ...experiment.scan, startDeg }, compatibility).value;
  const table = orientationTable(derived.crystal, derived.detector.spindle, scan, derived.mosaic);
  return {
    ...built,
    derived: { ...derived, scan },
    metadata: { ...metadata, scan },
    plan: { ...plan, shot: { ...plan.shot, ...table } },
  };
}

/**
 * Computes the images of a series one after the other. The next one is begun before one is given to the caller, so that it is
 * computed while the caller records and writes; a kernel that leaves this thread idle computes several at once.
 *
 * @throws BraggsimError (`interrupted`) when the signal is raised
 */
export async function* renderSeries(
  experiment: Experiment,
  built: BuiltPlan,
  { terms, kernel, signal, progress, labels: wanted = [] }: RenderOptions,
): AsyncGenerator<RenderedImage> {
  const count = imageCount(experiment);
  const options = kernelOptions(experiment);
  const common = await kernel.prepare(built.plan.fixed, terms, options);
  const { shotsInFlight = 1 } = common;
  const unused = new AbortController();
  const stop = signal ? AbortSignal.any([signal, unused.signal]) : unused.signal;
  const fractions = new Float64Array(count);

  const expose = async (index: number): Promise<RenderedImage> => {
    // Signals are heard between turns of the event loop, and small images take less than one.
    await yieldToTasks();
    if (signal?.aborted) throw interrupted();
    const startDeg = imageStartDeg(experiment, built, index);
    const image = await exposed(experiment, built, index);
    const isCommon = image.plan.fixed === built.plan.fixed;
    const prepared = isCommon ? common : await kernel.prepare(image.plan.fixed, terms, options);
    try {
      return await exposeOn(prepared, image, { index, startDeg });
    } finally {
      if (!isCommon) await prepared.close();
    }
  };
  const exposeOn = async (
    prepared: PreparedKernel,
    image: BuiltPlan,
    { index, startDeg }: Pick<RenderedImage, 'index' | 'startDeg'>,
  ): Promise<RenderedImage> => {
    const growing = growingSummary(image.plan.fixed.panels);
    const { photons = [] } = await prepared.run(image.plan.shot, {
      signal: stop,
      finishedRows: growing.addRows,
      progress: (fraction) => {
        fractions[index] = fraction;
        progress?.(fractions.reduce((sum, x) => sum + x, 0) / count);
      },
    });
    const brightness = growing.complete(photons);
    if (Number.isNaN(brightness.photons)) await checkNumbers(image.plan, terms, photons, kernel.id);
    const { arithmetic } = prepared;
    const labels = await renderLabels(prepared, image.plan.shot, wanted, { signal: stop });
    return { index, startDeg, photons, brightness, built: image, arithmetic, labels };
  };

  const running: Promise<RenderedImage>[] = [];
  const start = (index: number): void => {
    const exposure = expose(index);
    // A failure is reported when it is this one's turn.
    exposure.catch(() => {});
    running.push(exposure);
  };
  try {
    let next = 0;
    const fill = (): void => {
      while (next < count && running.length < shotsInFlight) start(next++);
    };
    for (fill(); running.length > 0; ) {
      const image = await (running.shift() as Promise<RenderedImage>);
      fill();
      yield image;
    }
  } finally {
    unused.abort();
    await Promise.allSettled(running);
    await common.close();
  }
}

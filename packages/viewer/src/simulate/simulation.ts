import { units } from '@braggsim/core';
import type { PixelMask, Pixels } from '@braggsim/core/derived';
import { type Plan, samplesPerPixel } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import {
  type BuiltPlan,
  buildPlan,
  builtinStages,
  digitizing,
  kernelOptions,
  prepareReadout,
} from '@braggsim/simulate';
import type { RateStore } from '@braggsim/simulate/rates';
import { type PlanMemory, planMemory } from '@braggsim/simulate/shots';
import { preparedPanel } from '../files/load-image';
import type { LoadedImage } from '../files/messages';
import { type OpenedInputs, resolveInputs } from './inputs';
import { type ReadyKernel, readyKernel } from './kernels';
import type { Shot } from './messages';
import { kernelKey } from './plan-key';

/** Kernels that are kept: one for previews and one for full pictures. */
const KEPT = 2;

/** Lists of structure factors whose tables are kept: a model has another one for each wavelength. */
const MAX_LISTS = 6;

/** Returns the memory for the next picture: tables and tried formulas stay, while every section is resolved and warned of anew. */
function memoryAfter(before: PlanMemory): PlanMemory {
  const { ofLists, byEnergy, planTerm } = before;
  const fresh = planMemory();
  return ofLists.size > MAX_LISTS ? fresh : { ...fresh, ofLists, byEnergy, planTerm };
}

/** Masks of panels; undefined for one of which every pixel counts. */
type Masks = readonly (PixelMask | undefined)[];

/** Reads the masks of an experiment for the panels of its plan. */
async function masksOf({ detector }: Experiment, opened: OpenedInputs, { fixed }: Plan) {
  if (!detector?.mask?.length) return { masks: [], notes: [] };
  const { openedMasks } = await import('./mask-files');
  const found = await openedMasks(detector.mask, opened, fixed.panels);
  const shapes = fixed.panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const);
  return { masks: found?.masksFor(shapes) ?? [], notes: found?.warnings ?? [] };
}

/** Makes the photons of a simulation ready to be drawn. */
function imageOf({ plan, metadata }: BuiltPlan, values: readonly Pixels[], masks: Masks): LoadedImage {
  return {
    name: 'simulation',
    panels: values.map((pixels, p) => {
      const { pixelsSlow, pixelsFast } = plan.fixed.panels[p] as BuiltPlan['plan']['fixed']['panels'][number];
      // The memory of a kernel is used again for the next image.
      return preparedPanel(pixels.slice(), [pixelsSlow, pixelsFast], masks[p], metadata, p);
    }),
    metadata,
    unknown: [],
    header: {
      wavelength: `${units.toAngstrom(metadata.beam.wavelength).toPrecision(6)} Å`,
      'spindle angle': `${units.toDegrees(metadata.scan.start).toFixed(3)} deg`,
    },
    warnings: [],
  };
}

/** Applies the readout of an experiment; without one, photons are drawn. */
async function recorded(
  { readout = [{ kind: 'photon' }], seed = 1 }: Experiment,
  built: BuiltPlan,
  photons: readonly Pixels[],
  masks: Masks,
  signal: AbortSignal,
): Promise<LoadedImage> {
  const chain = await prepareReadout(readout, built.plan.fixed.panels, seed);
  const { values } = await chain.record(
    photons.map((panel) => panel.slice()),
    0,
    signal,
  );
  const adc = digitizing(readout);
  const metadata = adc ? { ...built.metadata, offset: adc.offset, saturation: adc.maximum - 1 } : built.metadata;
  return imageOf({ ...built, metadata }, values, masks);
}

/** How an image is computed, besides its experiment. */
export interface Simulating {
  /** Name of a kernel, or `auto`. */
  readonly kernel: string;
  /** Files that the experiment may name. */
  readonly opened: OpenedInputs;
  /** Whether the readout is applied, rather than expected photons shown. */
  readonly isRecorded: boolean;
  /** Factor of the expected photons; 1 when absent. */
  readonly scale?: number;
}

/**
 * Creates a function that computes images. It keeps prepared kernels for the next images, which can use them unless the plan changes.
 *
 * @param rates rates of kernels, by which `auto` chooses
 */
export function simulation(rates: RateStore) {
  let kept: { readonly key: string; readonly kernel: ReadyKernel }[] = [];
  let memory = planMemory();

  const drop = async (entries: typeof kept): Promise<void> => {
    kept = kept.filter((entry) => !entries.includes(entry));
    for (const { kernel } of entries) await kernel.prepared.close();
  };

  /** @throws BraggsimError for invalid values, for kernels that refuse the experiment, and when the signal is aborted */
  return async (
    given: Experiment,
    { kernel: asked, opened, isRecorded, scale = 1 }: Simulating,
    signal: AbortSignal,
  ): Promise<Omit<Shot, 'isPreview'>> => {
    const start = performance.now();
    const { experiment, inputs, warnings: notes } = await resolveInputs(given, opened);
    memory = memoryAfter(memory);
    const built = await buildPlan(experiment, inputs, builtinStages, memory);
    const { plan, warnings } = built;
    const { masks, notes: aboutMasks } = await masksOf(experiment, opened, plan);
    const samples = samplesPerPixel(plan);
    const options = kernelOptions(experiment);
    const key = `${asked} ${samples} ${kernelKey(plan.fixed, options)}`;
    let entry = kept.find((other) => other.key === key);
    if (!entry) {
      entry = { key, kernel: await readyKernel(plan, asked, options, rates) };
      kept.push(entry);
      await drop(kept.slice(0, -KEPT));
    }
    const { id, prepared, adapter, reason } = entry.kernel;
    try {
      const { photons: computed = [] } = await prepared.run(plan.shot, { signal });
      const photons = scale === 1 ? computed : computed.map((panel) => panel.map((value) => value * scale));
      const image = isRecorded
        ? await recorded(experiment, built, photons, masks, signal)
        : imageOf(built, photons, masks);
      return {
        experiment: given,
        image,
        kernel: id,
        precision: prepared.arithmetic.precision,
        ...(prepared.arithmetic.bound !== undefined && { bound: prepared.arithmetic.bound }),
        ...(adapter && { adapter }),
        ...(reason && { reason }),
        samples: samples * image.panels.reduce((sum, { pixels }) => sum + pixels.length, 0),
        ms: performance.now() - start,
        warnings: [...notes, ...aboutMasks, ...warnings.map(({ message }) => message)],
      };
    } catch (error) {
      // The device may be in any state after an error.
      if (!signal.aborted) await drop(kept);
      throw error;
    }
  };
}

import { dataError, type Readout, type StageRequest, units, usageError } from '@braggsim/core';
import type { DecodedImage, Pixels } from '@braggsim/core/derived';
import { clearOutside, type PanelPlan, pixelCountOf, type Registry, sharedZeros } from '@braggsim/core/kernel';
import { STAGE_FILE } from '@braggsim/experiment';
import {
  adaptiveGain,
  badPixels,
  type ChainLink,
  DEFAULT_OFFSET,
  deadPixels,
  digitize,
  FULL_SCALE,
  hotPixels,
  isPixelwise,
  type ReadoutRunner,
  readoutChain,
  type SampleType,
  sampleRange,
  samplesFor,
  saturation,
  serialReadoutRunner,
} from '@braggsim/noise';
import { checkRecorded } from './check-recorded';

/** Parameters of a digitizing stage. */
export interface Digitizing {
  readonly type: SampleType;
  /** Offset of recorded values, ADU. */
  readonly offset: number;
  /** Largest recorded value, ADU. */
  readonly maximum: number;
}

/** Name of the parameter by which stages know the edge of a pixel. */
const PIXEL_SIZE = 'pixelUm';

/** Stages that replace the values of some samples only, with the parameter that holds the value. */
const REPLACING: Readonly<Record<string, readonly [Readout, string]>> = {
  badPixels: [badPixels, 'value'],
  hotPixels: [hotPixels, 'value'],
  deadPixels: [deadPixels, 'value'],
  saturation: [saturation, 'overload'],
};

/** Returns the index of the first of the last stages, which change some pixels only. */
const calculated = (chain: readonly StageRequest[]): number => {
  const behind = [...chain].reverse().findIndex(({ kind }) => !Object.hasOwn(REPLACING, kind));
  return behind < 0 ? 0 : chain.length - behind;
};

/**
 * Returns the parameters of the last digitizing stage of a chain; undefined when the chain has none, or calculates with
 * its samples.
 */
export function digitizing(chain: readonly StageRequest[]): Digitizing | undefined {
  const last = chain[calculated(chain) - 1];
  if (last?.kind === adaptiveGain.id) return { type: 'u16', offset: 0, maximum: FULL_SCALE };
  if (last?.kind !== digitize.id) return undefined;
  const stage = last as Partial<Digitizing> & { readonly bits?: number };
  const { type = 'u16', offset = DEFAULT_OFFSET, bits = Number.POSITIVE_INFINITY } = stage;
  const { max } = sampleRange(type);
  return { type, offset, maximum: Math.min(max, stage.maximum ?? max, 2 ** bits - 1) };
}

/**
 * Checks that samples can hold the values of bad pixels and overloads.
 *
 * @throws BraggsimError (`usage`) that names the stage
 */
function checkReplaced(chain: readonly StageRequest[], type: SampleType): void {
  const { min, max } = sampleRange(type);
  for (const request of chain.slice(calculated(chain))) {
    const [{ params }, name] = REPLACING[request.kind] as readonly [Readout, string];
    const value = Number(request[name] ?? params[name]?.default);
    if (value >= min && value <= max && (type === 'f32' || Number.isInteger(value))) continue;
    throw usageError(
      `${request.kind} puts ${value} into samples of ${type}, which are ${type === 'f32' ? 'numbers' : `whole numbers from ${min} to ${max}`}: give it another ${name}, or digitize to another type`,
    );
  }
}

/** Recorded pixels of every panel, and the chain that made them of expected photons. */
export interface Recording {
  /** Values of every panel, [slow, fast]. */
  readonly values: readonly Pixels[];
  readonly chain: readonly StageRequest[];
}

/** Tells whether the recorded value of a pixel depends on no other pixel. */
export const isPixelwiseReadout = async (
  chain: readonly StageRequest[],
  stages?: Registry<Readout>,
): Promise<boolean> => isPixelwise(await readoutChain(chain, stages));

/** A chain of readout stages whose files are read. */
export interface PreparedReadout {
  readonly chain: readonly StageRequest[];
  /**
   * Records the expected photons of an image.
   *
   * @param image index of the image in its series
   * @param isCropped whether the photons, and then the values, are those of the region of each panel alone, row by row, which pixelwise
   * chains allow
   * @param into arrays of an earlier recording by this readout, which receive the values
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  record(
    photons: readonly Pixels[],
    image: number,
    signal?: AbortSignal,
    isCropped?: boolean,
    into?: readonly Pixels[],
  ): Promise<Recording>;
}

/** Properties of a panel that the readout depends on. */
export type ReadoutPanel = Pick<PanelPlan, 'pixelsFast' | 'pixelsSlow' | 'pixelSize' | 'region'> &
  Pick<PanelPlan, 'pixelAspect'>;

/** Resources of a readout besides its chain. */
export interface ReadoutResources {
  /** Applies the stages; on the calling thread by default. */
  readonly runner?: ReadoutRunner;
  /** Readout stages by id; the built-in ones by default. */
  readonly stages?: Registry<Readout>;
  /** Reads the image that a stage names, with one array [slow, fast] for each panel of the detector. */
  readonly readImage?: (file: string, shape: Pick<ReadoutPanel, 'pixelsFast' | 'pixelsSlow'>) => Promise<DecodedImage>;
}

/**
 * Reads the pixels of every panel from the file of a stage.
 *
 * @throws BraggsimError (`data`) for a file with other panels
 */
async function stagePixels(
  file: string,
  panels: readonly ReadoutPanel[],
  { readImage }: ReadoutResources,
): Promise<readonly Pixels[]> {
  if (!readImage) throw usageError(`a readout stage names the file '${file}', and no files are read here`);
  const { panels: found } = await readImage(file, panels[0] as ReadoutPanel);
  if (found.length !== panels.length) {
    throw dataError(`'${file}' has ${found.length} panel(s), and the detector has ${panels.length}`);
  }
  for (const [p, { shape }] of found.entries()) {
    const { pixelsSlow, pixelsFast } = panels[p] as ReadoutPanel;
    if (shape[0] === pixelsSlow && shape[1] === pixelsFast) continue;
    throw dataError(
      `'${file}' has ${shape.join(' x ')} pixels (slow x fast), and the detector has ${pixelsSlow} x ${pixelsFast}`,
    );
  }
  return found.map(({ data }) => data);
}

/** Smallest ratio of two pixel edges that count as equal: refined panels differ by less. */
const SAME_SIZE = 0.999;

/**
 * Completes a stage with the edge of the detector's pixels unless its request has one.
 *
 * @throws BraggsimError (`usage`) where pixels differ in size or are not square
 */
function withPixelSize({ stage, params }: ChainLink, given: StageRequest, panels: readonly ReadoutPanel[]): ChainLink {
  if (!Object.hasOwn(stage.params, PIXEL_SIZE) || given[PIXEL_SIZE] !== undefined) return { stage, params };
  const sizes = panels.map(({ pixelSize }) => pixelSize);
  const [size, least] = [Math.max(...sizes), Math.min(...sizes)];
  if (!(least >= size * SAME_SIZE)) {
    throw usageError(`${stage.id} needs ${PIXEL_SIZE}: the pixels of the panels are not of one size`);
  }
  if (panels.some(({ pixelAspect = 1 }) => pixelAspect < SAME_SIZE)) {
    throw usageError(`${stage.id} needs ${PIXEL_SIZE}: the pixels of the panels are not square`);
  }
  return { stage, params: { ...params, [PIXEL_SIZE]: units.toUm(size) } };
}

/**
 * Makes a chain of readout stages ready for the panels of a detector.
 *
 * @throws BraggsimError (`usage`) for a stage or parameter that is wrong, (`data`) for a file of a stage that is
 */
export async function prepareReadout(
  chain: readonly StageRequest[],
  panels: readonly ReadoutPanel[],
  seed: number,
  resources: ReadoutResources = {},
): Promise<PreparedReadout> {
  const { runner = serialReadoutRunner } = resources;
  const links = (await readoutChain(chain, resources.stages)).map((link, i) =>
    withPixelSize(link, chain[i] as StageRequest, panels),
  );
  const pixels = await Promise.all(
    links.map(({ params: { [STAGE_FILE]: file } }) =>
      typeof file === 'string' ? stagePixels(file, panels, resources) : undefined,
    ),
  );
  const type = digitizing(chain)?.type;
  if (type !== undefined) checkReplaced(chain, type);
  const newPixels = (size: number): Pixels =>
    type === undefined
      ? sharedZeros<Pixels>(Float64Array, size)
      : samplesFor(type, size, resources.runner !== undefined);
  return {
    chain,
    record: async (photons, image, signal, isCropped = false, into = []) => {
      if (links.length === 0) return { chain, values: photons };
      const recorded = panels.map((one, panel) => {
        const { pixelsSlow, pixelsFast, region } = one;
        const size = isCropped ? pixelCountOf(region, one) : pixelsSlow * pixelsFast;
        return {
          panel,
          shape: [pixelsSlow, pixelsFast] as const,
          ...(region && { region }),
          ...(isCropped && { isCropped }),
          photons: photons[panel] as Pixels,
          into: into[panel] ?? newPixels(size),
          pixels: pixels.map((ofPanels) => ofPanels?.[panel]),
        };
      });
      await runner.apply(links, recorded, { seed, image }, signal ? { signal } : {});
      await checkRecorded(links, recorded, { seed, image });
      // Pixels that were not computed are 0 in every file.
      for (const [p, { into }] of isCropped ? [] : recorded.entries()) {
        const computed = panels[p] as ReadoutPanel;
        clearOutside(into, computed.region, computed);
      }
      return { chain, values: recorded.map(({ into }) => into) };
    },
  };
}

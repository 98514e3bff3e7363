import { dataError, type PanelPlan, type Pixels, type StageRequest } from '@braggsim/core';
import { sharedFloats } from '@braggsim/core/node';
import { DEFAULT_OFFSET, digitize, FULL_SCALE, readoutChain, type SampleType, samplesOf } from '@braggsim/noise';
import type { ReadoutThreads } from '@braggsim/noise/node';
import { readPackedInput } from '../files';
import { openImage } from './image-file';
import { STAGE_FILE } from './parameters';

/** What a digitizing stage is set to. */
export interface Digitizing {
  readonly type: SampleType;
  /** ADU */
  readonly offset: number;
  /** Largest recorded value, ADU. */
  readonly maximum: number;
}

const LARGEST: Readonly<Record<SampleType, number>> = {
  u16: FULL_SCALE,
  i32: 2 ** 31 - 1,
  f32: Number.POSITIVE_INFINITY,
};

/** What the digitizing stage of a chain is set to; undefined when the chain has none. */
export function digitizing(chain: readonly StageRequest[]): Digitizing | undefined {
  const stage = chain.find(({ kind }) => kind === digitize.id) as
    | (Partial<Digitizing> & { readonly bits?: number })
    | undefined;
  if (!stage) return undefined;
  const { type = 'u16', offset = DEFAULT_OFFSET, maximum = LARGEST[type], bits } = stage;
  return { type, offset, maximum: Math.min(LARGEST[type], maximum, bits === undefined ? maximum : 2 ** bits - 1) };
}

/** Pixels of every panel, and the chain that made them of expected photons. */
export interface Recording {
  /** [slow, fast] each. */
  readonly values: readonly Pixels[];
  readonly chain: readonly StageRequest[];
}

/** A chain that is ready to run: its files are read. */
export interface PreparedReadout {
  readonly chain: readonly StageRequest[];
  /**
   * @param image index of the image in its series
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  record(photons: readonly Pixels[], image: number, signal: AbortSignal): Promise<Recording>;
}

/** A panel as far as the readout knows it. */
export type Plate = Pick<PanelPlan, 'pixelsFast' | 'pixelsSlow' | 'roi'>;

/** The pixels of every panel that the file of a stage holds. */
async function readPixels(file: string, panels: readonly Plate[]): Promise<readonly Pixels[]> {
  const [{ pixelsFast, pixelsSlow }] = panels as readonly [Plate];
  const source = await openImage(file, readPackedInput(file, 'image of a readout stage'));
  const { panels: found } = await source.decode({ pixelsFast, pixelsSlow }).finally(source.close);
  if (found.length === panels.length) return found.map(({ data }) => data);
  throw dataError(`'${file}' has ${found.length} panel(s), and the detector has ${panels.length}`);
}

/** Pixels that were not computed are 0 in every file. */
function clearOutside(values: Float64Array, { pixelsSlow, pixelsFast, roi }: Plate): void {
  const [firstFast, lastFast, firstSlow, lastSlow] = roi;
  for (let slow = 0; slow < pixelsSlow; slow++) {
    const row = values.subarray(slow * pixelsFast, (slow + 1) * pixelsFast);
    if (slow < firstSlow || slow > lastSlow) row.fill(0);
    row.fill(0, 0, firstFast);
    row.fill(0, lastFast + 1);
  }
}

/**
 * Makes a chain of readout stages ready for the panels of a detector.
 *
 * @throws BraggsimError (`usage`) for a stage or parameter that is wrong, (`data`) for a file of a stage that is
 */
export async function prepareReadout(
  chain: readonly StageRequest[],
  panels: readonly Plate[],
  seed: number,
  threads: ReadoutThreads,
): Promise<PreparedReadout> {
  const links = await readoutChain(chain);
  const pixels = await Promise.all(
    links.map(({ params: { [STAGE_FILE]: file } }) =>
      typeof file === 'string' ? readPixels(file, panels) : undefined,
    ),
  );
  const type = digitizing(chain)?.type;
  return {
    chain,
    record: async (photons, image, signal) => {
      if (links.length === 0) return { chain, values: photons };
      const recorded = panels.map(({ pixelsSlow, pixelsFast }, panel) => ({
        panel,
        shape: [pixelsSlow, pixelsFast] as const,
        values: sharedFloats(photons[panel] ?? []),
        pixels: pixels.map((ofPanels) => ofPanels?.[panel]),
      }));
      await threads.apply(links, recorded, { seed, image }, { signal });
      return {
        chain,
        values: recorded.map(({ values, panel }) => {
          clearOutside(values, panels[panel] as Plate);
          return type === undefined ? values : samplesOf(values, type);
        }),
      };
    },
  };
}

import type { Experiment, Image, Pixels, StageRequest } from '@braggsim/core';
import { greymap, imageStatistics, integerScale } from '@braggsim/noise';
import ndarray from 'ndarray';
import { nameOf, type Output } from './output-names';
import { digitizing, record } from './recording';
import type { Exposure } from './series';

/** What a readout without a digitizing stage goes through for formats of whole numbers. */
export const IMPLIED_DIGITIZE: StageRequest = { kind: 'digitize', rounding: 'nearest' };

/** A file of an image, encoded. */
export interface EncodedFile {
  readonly path: string;
  readonly chunks: readonly Uint8Array[];
}

/** What an image came to. */
export interface ImageSummary {
  /** From 1. */
  readonly number: number;
  readonly startDeg: number;
  /** Sum of the expected photons. */
  readonly photons: number;
  /** Brightest pixel in expected photons, and where it is. */
  readonly max: number;
  readonly maxAt: { readonly fast: number; readonly slow: number };
  /** Pixels at the largest value that can be recorded. */
  readonly overloads: number;
  readonly files: readonly string[];
}

/** An image after its readout, ready for its files. */
interface Recorded {
  readonly exposure: Exposure;
  readonly values: Float32Array | Float64Array;
  readonly chain: readonly StageRequest[];
  readonly seed: number;
}

const shapeOf = ({ built }: Exposure): readonly [number, number] => {
  const { pixelsSlow, pixelsFast } = built.derived.detector;
  return [pixelsSlow, pixelsFast];
};

const contextOf = (exposure: Exposure, seed: number) => ({
  seed,
  image: exposure.index,
  panel: 0,
  shape: shapeOf(exposure),
});

const withoutChange = async ({ values, chain }: Recorded) => ({ values: values as Pixels, chain });

/** Whole numbers: those of the readout, or the image digitized with the defaults. */
async function wholeNumbers({ exposure, values, chain, seed }: Recorded) {
  if (digitizing(chain)) return { values: values as Pixels, chain };
  const { roi } = exposure.built.derived.detector;
  const digitized = await record(values, [IMPLIED_DIGITIZE], contextOf(exposure, seed), roi);
  return { values: digitized as Pixels, chain: [...chain, IMPLIED_DIGITIZE] };
}

/** Grey levels, scaled by the spread of the values. */
async function greyLevels({ exposure, values, chain }: Recorded) {
  const { detector, oversample } = exposure.built.derived;
  const region = { shape: shapeOf(exposure), roi: detector.roi };
  const { rmsd, max } = imageStatistics(values, { ...region, oversample, pixelSize: detector.pixelSize });
  return { values: greymap(values, { ...region, rmsd, integerScale: integerScale(max) }).pixels as Pixels, chain };
}

/** How values become what a format holds, by codec. */
const FORMS: Readonly<Record<string, typeof withoutChange>> = { smv: wholeNumbers, pgm: greyLevels };

async function encode(output: Output, recorded: Recorded): Promise<EncodedFile> {
  const { exposure } = recorded;
  const { values, chain } = await (FORMS[output.codec.id] ?? withoutChange)(recorded);
  const { offset } = digitizing(chain) ?? {};
  const image: Image = {
    panels: [ndarray(values, [...shapeOf(exposure)])],
    metadata: { ...exposure.built.metadata, ...(offset !== undefined && { offset }) },
  };
  return { path: nameOf(output, exposure.index), chunks: output.codec.encode?.(image, {}) ?? [] };
}

function summary({ exposure, values, chain }: Recorded, outputs: readonly Output[]): ImageSummary {
  const { photons, index, startDeg } = exposure;
  const [, pixelsFast] = shapeOf(exposure);
  const { maximum = Number.POSITIVE_INFINITY } = digitizing(chain) ?? {};
  let overloads = 0;
  let brightest = 0;
  let total = 0;
  for (let i = 0; i < photons.length; i++) {
    total += photons[i] as number;
    if ((photons[i] as number) > (photons[brightest] as number)) brightest = i;
    if ((values[i] as number) >= maximum) overloads++;
  }
  return {
    number: index + 1,
    startDeg,
    photons: total,
    max: photons[brightest] as number,
    maxAt: { fast: brightest % pixelsFast, slow: Math.floor(brightest / pixelsFast) },
    overloads,
    files: outputs.map((output) => nameOf(output, index)),
  };
}

/** Reads an exposure out and encodes all of its files. */
export async function developed(
  exposure: Exposure,
  { readout: chain = [], seed = 0 }: Experiment,
  outputs: readonly Output[],
): Promise<{ files: readonly EncodedFile[]; summary: ImageSummary }> {
  const { roi } = exposure.built.derived.detector;
  const values = await record(exposure.photons, chain, contextOf(exposure, seed), roi);
  const recorded = { exposure, values, chain, seed };
  const files: EncodedFile[] = [];
  for (const output of outputs) files.push(await encode(output, recorded));
  return { files, summary: summary(recorded, outputs) };
}

import { type Image, type ImageMetadata, MASK_BITS, type PixelMask } from '@braggsim/core/derived';
import type { FileExperiment } from './described';

/** Names, for the documentation, of the information besides pixel values that image files can hold. */
export const HELD_THINGS = {
  geometry: 'pixel size, distance and beam centre',
  axes: 'tilted and swung detectors, other spindles',
  panels: 'several panels',
  wavelength: 'wavelength',
  particle: 'that the beam is of electrons',
  polarization: 'polarization',
  flux: 'flux',
  scan: 'angle and width of each image',
  goniometer: 'axes of the goniometer',
  mask: 'masked pixels',
  reasons: 'reasons of masked pixels',
  offset: 'offset of the values',
  saturation: 'count cutoff',
  sensor: 'sensor material and thickness',
  gain: 'gain',
  exposure: 'exposure time',
  period: 'time from image to image',
  detectorName: 'name of the detector',
} as const;

export type HeldThing = keyof typeof HELD_THINGS;

/** How a format holds information: in full, not at all, or by refusing images that have it. */
export type Holding = 'kept' | 'lost' | 'refused';

const all = Object.keys(HELD_THINGS) as HeldThing[];

const holdings = (
  kept: readonly HeldThing[],
  refused: readonly HeldThing[] = [],
): Readonly<Record<HeldThing, Holding>> =>
  Object.fromEntries(
    all.map((thing) => [thing, kept.includes(thing) ? 'kept' : refused.includes(thing) ? 'refused' : 'lost']),
  ) as Record<HeldThing, Holding>;

/**
 * The information that each format keeps when an image is written and read again, by id of its codec. An offset counts
 * as kept where it is subtracted from the values.
 */
export const FORMAT_HOLDINGS: Readonly<Record<string, Readonly<Record<HeldThing, Holding>>>> = {
  nxmx: holdings(all),
  cbf: holdings(
    [
      ...(['geometry', 'wavelength', 'scan', 'mask', 'offset', 'saturation'] as const),
      ...(['sensor', 'exposure', 'period', 'detectorName'] as const),
    ],
    ['axes', 'panels'],
  ),
  smv: holdings(['geometry', 'wavelength', 'scan', 'offset', 'gain', 'exposure'], ['axes', 'panels']),
  tiff: holdings(['mask']),
  npy: holdings(['mask']),
  raw: holdings([]),
  png: holdings([]),
  pgm: holdings([], ['panels']),
};

const isKnown = (value: unknown): boolean => value !== undefined;

/** Tells whether a mask has reasons that one value for gaps and one for everything else cannot distinguish. */
const hasReasons = (mask: PixelMask | undefined): boolean =>
  mask?.some((bits) => bits !== 0 && bits !== MASK_BITS.gap && bits !== MASK_BITS.dead) ?? false;

/** Returns the information that the source file of an image provides. */
export function knownThings({ metadata, masks = [] }: Image, { detector, beam }: FileExperiment): HeldThing[] {
  const { scan, instrument = {} }: ImageMetadata = metadata;
  const { offset = 0, saturation, goniometer } = metadata;
  const known: Readonly<Record<HeldThing, boolean>> = {
    geometry: isKnown(detector?.distanceMm) && isKnown(detector?.pixelMm),
    axes: false,
    panels: (metadata.detector.panels?.length ?? 0) > 1,
    wavelength: isKnown(beam?.wavelengthA) || isKnown(beam?.energyEv),
    particle: beam?.particle === 'electron' || metadata.beam.particle === 'electron',
    polarization: isKnown(beam?.polarization),
    flux: isKnown(instrument.flux) || metadata.beam.flux > 0,
    scan: scan.start !== 0 || scan.width !== 0,
    goniometer: goniometer !== undefined,
    mask: masks.some((mask) => mask?.some((bits) => bits !== 0)),
    reasons: masks.some(hasReasons),
    offset: offset !== 0,
    saturation: isKnown(saturation),
    sensor: isKnown(instrument.sensorThickness) || metadata.detector.sensor.thickness > 0,
    gain: isKnown(instrument.gain) && instrument.gain !== 1,
    exposure: isKnown(instrument.exposure) || metadata.beam.exposure > 0,
    period: isKnown(instrument.period) && instrument.period !== instrument.exposure,
    detectorName: isKnown(instrument.detectorName),
  };
  return all.filter((thing) => known[thing]);
}

/**
 * Lists the information about an image that a format does not keep. What a format refuses is reported when the image is
 * written.
 */
export const lostThings = (image: Image, experiment: FileExperiment, format: string): HeldThing[] =>
  knownThings(image, experiment).filter((thing) => FORMAT_HOLDINGS[format]?.[thing] === 'lost');

import { units, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { checkLimit, type ReadLimits } from './bytes';
import type { FileExperiment } from './described';
import { readSmv, smvShape } from './smv';
import { keywordNumber, keywordWarnings, readSmvHeader, type SmvHeader } from './smv-keywords';

/** The reason for reading a header: for a mask, or for an image whose geometry is reused. */
export type HeaderRole = 'img' | 'mask';

/** Default pixel edge (mm) where a header gives none. */
const DEFAULT_PIXEL_MM = 0.1;

const KEYWORDS = [
  'SIZE1',
  'SIZE2',
  'PIXEL_SIZE',
  'DISTANCE',
  'CLOSE_DISTANCE',
  'WAVELENGTH',
  'BEAM_CENTER_X',
  'BEAM_CENTER_Y',
  'ORGX',
  'ORGY',
  'PHI',
  'OSC_RANGE',
] as const;

/** Returns the entries that are not undefined: an absent field means that the header does not give it. */
const present = <T extends object>(entries: { [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Partial<T>;

type Pair = readonly [number | null, number | null];

const pair = (x: number | undefined, y: number | undefined): Pair | undefined =>
  x === undefined && y === undefined ? undefined : [x ?? null, y ?? null];

/**
 * Returns the sections of an experiment that a header describes, in user units. Convention and pivot are not changed,
 * and the two-theta angle of a header has no effect, as in the C program.
 *
 * @param role for a mask BEAM_CENTER_Y counts from the far edge of the detector
 * @throws BraggsimError (`data`) when the header gives no size
 */
export function smvGeometry(header: SmvHeader, role: HeaderRole): WithWarnings<FileExperiment> {
  const [pixelsSlow, pixelsFast] = smvShape(header);
  const number = (keyword: string) => keywordNumber(header, keyword);
  const pixelMm = number('PIXEL_SIZE');

  const fromFarEdge = (mm: number) =>
    units.toMm(units.fromMm(pixelMm ?? DEFAULT_PIXEL_MM) * pixelsSlow - units.fromMm(mm));
  const beamY = number('BEAM_CENTER_Y');
  const beamCentreMm = pair(
    number('BEAM_CENTER_X'),
    beamY !== undefined && role === 'mask' ? fromFarEdge(beamY) : beamY,
  );

  const experiment: FileExperiment = present({
    detector: {
      pixelsFast,
      pixelsSlow,
      ...present({
        pixelMm,
        distanceMm: number('DISTANCE'),
        closeDistanceMm: number('CLOSE_DISTANCE'),
        beamCentreMm,
        originPx: pair(number('ORGX'), number('ORGY')),
      }),
    },
    beam: section(present({ wavelengthA: number('WAVELENGTH') })),
    scan: section(present({ startDeg: number('PHI'), widthDeg: number('OSC_RANGE') })),
  });

  const warnings: Warning[] = keywordWarnings(header, KEYWORDS);
  const twoTheta = number('TWOTHETA') ?? 0;
  if (twoTheta !== 0) {
    const message = `TWOTHETA=${twoTheta} of the header has no effect; give the angle separately if it applies`;
    warnings.push({ id: 'header-twotheta', message });
  }
  return { value: experiment, warnings };
}

/** Returns undefined for a section without fields. */
const section = <T extends object>(fields: T): T | undefined => (Object.keys(fields).length > 0 ? fields : undefined);

export interface IngestedHeader {
  readonly experiment: FileExperiment;
  readonly warnings: readonly Warning[];
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** The pixels of a mask, [slow, fast]: 0 where pixels are skipped, 1 elsewhere. */
  readonly mask?: Uint8Array;
}

/**
 * Reads the file of `-img` or `-mask`. The pixels matter for a mask only: the geometry of a truncated image can be
 * used.
 *
 * @throws BraggsimError (`data`) when the file is not an SMV image, or is a mask that ends early
 */
export function ingestHeader(bytes: Uint8Array, role: HeaderRole, limits: ReadLimits = {}): IngestedHeader {
  checkLimit(bytes, 'SMV', limits);
  const header = readSmvHeader(bytes);
  const { value: experiment, warnings } = smvGeometry(header, role);
  const shape = smvShape(header);
  if (role === 'img') return { experiment, warnings, shape };
  const image = readSmv(bytes, limits);
  const mask = new Uint8Array(image.pixels.map((value) => (value === 0 ? 0 : 1)));
  return { experiment, warnings: [...warnings, ...image.warnings], shape, mask };
}

const mergePair = (lower: Pair | undefined, upper: Pair | undefined): Pair | undefined =>
  lower && upper ? [upper[0] ?? lower[0], upper[1] ?? lower[1]] : (upper ?? lower);

/**
 * Combines the headers of a mask and an image. The image takes precedence, whatever their order on the command line
 * (P17).
 */
export function mergeHeaders(mask: FileExperiment, img: FileExperiment): FileExperiment {
  const [lower, upper] = [mask.detector, img.detector];
  return {
    detector: {
      ...lower,
      ...upper,
      ...present({
        beamCentreMm: mergePair(lower?.beamCentreMm, upper?.beamCentreMm),
        originPx: mergePair(lower?.originPx, upper?.originPx),
      }),
    },
    beam: { ...mask.beam, ...img.beam },
    scan: { ...mask.scan, ...img.scan },
  };
}

import type { Vec3 } from '@braggsim/core';
import type { FileExperiment, FileMetadata } from './described';
import { forwardScan } from './forward-scan';
import type { SmvHeader } from './smv-keywords';
import { swungDetector } from './swung-detector';

/** The value at which 16-bit pixels are clipped. */
const FULL_SCALE = 0xffff;

const present = (word: string | undefined): number | undefined => {
  const value = Number.parseFloat(word ?? '');
  return Number.isFinite(value) ? value : undefined;
};

/**
 * Reads the metadata of an SMV header from lines with exactly these names. The beam centre comes from the lines of
 * DENZO where they exist, since they have the same meaning in every header. BEAM_CENTER is measured from the outer
 * corner, and in headers of the C program from the centre of the first pixel.
 *
 * @param shape [slow, fast]
 */
export function smvFacts(header: SmvHeader, [pixelsSlow, pixelsFast]: readonly [number, number]): FileMetadata {
  const number = (keyword: string) => present(header.fields[keyword]);
  const denzo = [number('DENZO_X_BEAM'), number('DENZO_Y_BEAM')] as const;
  const centre = denzo[0] === undefined ? ([number('BEAM_CENTER_X'), number('BEAM_CENTER_Y')] as const) : denzo;
  const fromPixelMiddle = denzo[0] === undefined && header.fields.BEAMLINE === 'fake';
  const [x, y] = centre;
  const [pixelMm, distanceMm, wavelengthA] = [number('PIXEL_SIZE'), number('DISTANCE'), number('WAVELENGTH')];
  const [startDeg, widthDeg] = [number('OSC_START') ?? number('PHI'), number('OSC_RANGE')];
  const offset = number('IMAGE_PEDESTAL') ?? number('ADC_OFFSET');
  const exposure = number('TIME');
  const swing = swingOf(header);
  const clip = number('CCD_IMAGE_SATURATION') ?? number('SATURATED_VALUE') ?? number('SATURATION');
  const words = (header.fields.TYPE ?? 'unsigned_short').toLowerCase() === 'unsigned_short';
  // A pixel at full scale may have had any higher count.
  const largest = words ? Math.min((clip ?? FULL_SCALE) - 1, FULL_SCALE - 1) : clip;
  const gain = number('GAIN');
  const instrument = {
    ...(exposure !== undefined && exposure > 0 && { exposure }),
    ...(gain !== undefined && gain > 0 && { gain }),
  };
  const described = {
    pixelsFast,
    pixelsSlow,
    pixelMm,
    pixelSlowMm: pixelMm,
    distanceMm,
    centreMm: x === undefined || y === undefined ? undefined : ([y, x] as const),
  };
  const swung = swing && !swing.ours ? swungDetector(described, swing.degrees, { startDeg, widthDeg }) : undefined;
  const facing: Pick<FileExperiment, 'detector' | 'goniometer' | 'scan'> = {
    detector: {
      convention: fromPixelMiddle ? 'mosflm' : 'denzo',
      pixelsFast,
      pixelsSlow,
      ...(pixelMm !== undefined && { pixelMm }),
      ...(distanceMm !== undefined && { distanceMm }),
      ...(x !== undefined && y !== undefined && { beamCentreMm: [x, y] }),
      ...(swing?.ours && { twoThetaDeg: swing.degrees }),
    },
    ...forwardScan(startDeg, widthDeg, SPINDLE),
  };
  return {
    images: 1,
    experiment: { ...(swung ?? facing), ...(wavelengthA !== undefined && { beam: { wavelengthA } }) },
    ...(Object.keys(instrument).length > 0 && { instrument }),
    ...(offset !== undefined && { offset }),
    ...(largest !== undefined && { saturation: largest }),
    ...(swing && { warnings: [swing.warning] }),
  };
}

/** The spindle in the lab frame of MOSFLM, in which these headers describe the detector. */
const SPINDLE: Vec3 = [0, 0, 1];

/**
 * Reads the swing of a detector arm. The C program rotates the detector about the spindle backwards and about the
 * position of the direct beam, and writes the distance and centre after the rotation; dxtbx rotates others forwards and
 * about the sample, with those of two-theta 0.
 */
function swingOf({ fields }: SmvHeader): { ours: boolean; degrees: number; warning: string } | undefined {
  const degrees = present(fields.TWOTHETA) ?? 0;
  if (degrees === 0) return undefined;
  const ours = fields.BEAMLINE === 'fake';
  const meaning = ours
    ? 'as the C program writes it, with the distance and beam centre of the swung detector'
    : 'about the spindle, positive angles right-handed, with the distance and beam centre of two-theta 0';
  return {
    ours,
    degrees,
    warning: `TWOTHETA is ${degrees} deg; the header does not define the rotation: it is assumed to be ${meaning}`,
  };
}

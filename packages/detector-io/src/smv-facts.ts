import type { FileExperiment, FileFacts } from './described';
import type { SmvHeader } from './smv-keywords';

/** Overloads of a read-out with an offset are clipped at 16 bits. */
const FULL_SCALE = 0xffff;

const present = (word: string | undefined): number | undefined => {
  const value = Number.parseFloat(word ?? '');
  return Number.isFinite(value) ? value : undefined;
};

/**
 * What an SMV header says by the lines of exactly these names. The direct beam is taken from DENZO's lines where they
 * are: they mean the same in every header that has them. BEAM_CENTER is from the outer corner, but from the middle of the first
 * pixel in headers of the C program.
 *
 * @param shape [slow, fast]
 */
export function smvFacts(header: SmvHeader, [pixelsSlow, pixelsFast]: readonly [number, number]): FileFacts {
  const number = (keyword: string) => present(header.fields[keyword]);
  const denzo = [number('DENZO_X_BEAM'), number('DENZO_Y_BEAM')] as const;
  const centre = denzo[0] === undefined ? ([number('BEAM_CENTER_X'), number('BEAM_CENTER_Y')] as const) : denzo;
  const fromPixelMiddle = denzo[0] === undefined && header.fields.BEAMLINE === 'fake';
  const [x, y] = centre;
  const [pixelMm, distanceMm, wavelengthA] = [number('PIXEL_SIZE'), number('DISTANCE'), number('WAVELENGTH')];
  const [startDeg, widthDeg] = [number('OSC_START') ?? number('PHI'), number('OSC_RANGE')];
  const offset = number('IMAGE_PEDESTAL') ?? number('ADC_OFFSET');
  const experiment: FileExperiment = {
    detector: {
      convention: fromPixelMiddle ? 'mosflm' : 'denzo',
      pixelsFast,
      pixelsSlow,
      ...(pixelMm !== undefined && { pixelMm }),
      ...(distanceMm !== undefined && { distanceMm }),
      ...(x !== undefined && y !== undefined && { beamCentreMm: [x, y] }),
    },
    ...(wavelengthA !== undefined && { beam: { wavelengthA } }),
    scan: { ...(startDeg !== undefined && { startDeg }), ...(widthDeg !== undefined && { widthDeg }) },
  };
  return { images: 1, experiment, ...(offset !== undefined && { offset, saturation: FULL_SCALE }) };
}

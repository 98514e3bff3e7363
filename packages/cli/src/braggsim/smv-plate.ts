import { type Detector, type Experiment, resolveChoices, units } from '@braggsim/core';
import { keywordNumber, readSmvHeader, smvShape } from '@braggsim/detector-io';
import { resolveDetector } from '@braggsim/geometry';

/** The plate that an SMV header describes, and its wavelength in metres. */
export interface SmvPlate {
  readonly detector: Detector;
  readonly wavelength: number;
}

/**
 * The geometry of an SMV header, as far as it goes: a plate normal to the beam. DENZO's beam centre is taken where it is
 * given, since it means the same under every convention, and MOSFLM's axes for BEAM_CENTER otherwise.
 *
 * @returns undefined where distance, pixel size, wavelength or beam centre are missing
 */
export function smvPlate(bytes: Uint8Array): SmvPlate | undefined {
  const header = readSmvHeader(bytes);
  const positive = (keyword: string) => {
    const value = keywordNumber(header, keyword) ?? 0;
    return value > 0 ? value : undefined;
  };
  const denzo = header.fields.DENZO_X_BEAM !== undefined && header.fields.DENZO_Y_BEAM !== undefined;
  const [x, y] = (denzo ? ['DENZO_X_BEAM', 'DENZO_Y_BEAM'] : ['BEAM_CENTER_X', 'BEAM_CENTER_Y']).map((keyword) =>
    keywordNumber(header, keyword),
  );
  const [pixelMm, wavelengthA] = [positive('PIXEL_SIZE'), positive('WAVELENGTH')];
  // The keyword rule of the C program finds CLOSE_DISTANCE for DISTANCE; the line of that name is meant here.
  const distanceMm = Number.parseFloat(header.fields.DISTANCE ?? '');
  if (!(distanceMm > 0) || !pixelMm || !wavelengthA || x === undefined || y === undefined) return undefined;
  const [pixelsSlow, pixelsFast] = smvShape(header);
  const experiment: Experiment = {
    beam: { wavelengthA },
    detector: {
      convention: denzo ? 'denzo' : 'mosflm',
      pixelsFast,
      pixelsSlow,
      pixelMm,
      distanceMm,
      beamCentreMm: [x, y],
    },
  };
  const { value } = resolveDetector(experiment, resolveChoices('corrected'));
  return { detector: value, wavelength: units.fromAngstrom(wavelengthA) };
}

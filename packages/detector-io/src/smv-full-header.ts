import { units } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { ascii } from './bytes';
import { facingGeometry } from './facing';

const BLOCK = 512;

/** The date is fixed, so that the same run gives the same bytes. DIALS requires a date for its standard ADSC reader. */
const DATE = 'Mon Jan  1 00:00:00 2024';

function headerText(metadata: ImageMetadata, force: boolean, headerBytes: number): string {
  const { detector, beam, instrument, offset = 0 } = metadata;
  const { beamFastMm, beamSlowMm, distanceMm, pixelMm, startDeg, widthDeg } = facingGeometry(
    metadata,
    'an SMV header',
    force,
  );
  const lines = [
    `HEADER_BYTES=${String(headerBytes).padStart(5)};`,
    'DIM=2;',
    'BYTE_ORDER=little_endian;',
    'TYPE=unsigned_short;',
    `SIZE1=${detector.pixelsFast};`,
    `SIZE2=${detector.pixelsSlow};`,
    `PIXEL_SIZE=${formatG(pixelMm, 9)};`,
    `DISTANCE=${distanceMm.toFixed(6)};`,
    `WAVELENGTH=${units.toAngstrom(beam.wavelength).toFixed(8)};`,
    // The ADSC classes of dxtbx and MOSFLM interpret X as the slow coordinate, from the outer corner.
    `BEAM_CENTER_X=${beamSlowMm.toFixed(6)};`,
    `BEAM_CENTER_Y=${beamFastMm.toFixed(6)};`,
    `DENZO_X_BEAM=${beamSlowMm.toFixed(6)};`,
    `DENZO_Y_BEAM=${beamFastMm.toFixed(6)};`,
    `DIALS_ORIGIN=${[-beamFastMm, beamSlowMm, -distanceMm].map((mm) => mm.toFixed(6)).join(',')};`,
    `XDS_ORGX=${(beamFastMm / pixelMm + 0.5).toFixed(4)};`,
    `XDS_ORGY=${(beamSlowMm / pixelMm + 0.5).toFixed(4)};`,
    `PHI=${startDeg.toFixed(6)};`,
    `OSC_START=${startDeg.toFixed(6)};`,
    `OSC_RANGE=${widthDeg.toFixed(6)};`,
    `TWOTHETA=${formatG(units.toDegrees(detector.twoTheta))};`,
    `TIME=${formatG(instrument?.exposure ?? beam.exposure)};`,
    `DATE=${DATE};`,
    `IMAGE_PEDESTAL=${formatG(offset)};`,
    `GAIN=${formatG(instrument?.gain ?? 1)};`,
    'DETECTOR_SN=1;',
    'BEAMLINE=sim;',
  ];
  return `{\n${lines.join('\n')}\n}\n`;
}

/**
 * Returns a header that gives geometry, wavelength, oscillation and pedestal to DIALS, XDS and MOSFLM without further
 * input.
 *
 * @param force see `facingGeometry`
 * @throws BraggsimError (`usage`) for a geometry that the header cannot represent
 */
export function smvFullHeader(metadata: ImageMetadata, force = false): Uint8Array {
  let size = BLOCK;
  let text = headerText(metadata, force, size);
  while (text.length > size) {
    size += BLOCK;
    text = headerText(metadata, force, size);
  }
  return ascii(text.padEnd(size, ' '));
}

import { units } from '@braggsim/core';
import type { FileExperiment, FileFacts } from './described';

interface CbfText {
  /** [slow, fast] */
  readonly shape: readonly [number, number];
  /** Lines of the header by their first word. */
  readonly header: Readonly<Record<string, string>>;
}

const numbers = (text = ''): number[] => (text.match(/[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/g) ?? []).map(Number);

/** What the lines of a miniCBF header say. The counts have no offset. */
export function cbfFacts({ shape, header }: CbfText): FileFacts {
  const [pixelM] = numbers(header.Pixel_size);
  const [distanceM] = numbers(header.Detector_distance);
  const [wavelengthA] = numbers(header.Wavelength);
  const [fastPx, slowPx] = numbers(header.Beam_xy);
  const [startDeg] = numbers(header.Start_angle);
  const [widthDeg] = numbers(header.Angle_increment);
  const pixelMm = pixelM && units.toMm(pixelM);
  const centred = pixelMm && fastPx !== undefined && slowPx !== undefined;
  const experiment: FileExperiment = {
    detector: {
      convention: 'denzo',
      pixelsFast: shape[1],
      pixelsSlow: shape[0],
      ...(pixelMm && { pixelMm }),
      ...(distanceM && { distanceMm: units.toMm(distanceM) }),
      ...(centred && { beamCentreMm: [slowPx * pixelMm, fastPx * pixelMm] }),
    },
    ...(wavelengthA && { beam: { wavelengthA } }),
    scan: { ...(startDeg !== undefined && { startDeg }), ...(widthDeg !== undefined && { widthDeg }) },
  };
  const [saturation] = numbers(header.Count_cutoff);
  return { images: 1, experiment, ...(saturation && { saturation }) };
}

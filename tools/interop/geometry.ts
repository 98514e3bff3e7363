import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { units, type Vec3, vector } from '@braggsim/core';
import type { Detector, ImageMetadata } from '@braggsim/core/derived';
import { codecs } from '@braggsim/detector-io';
import { readExpt, writeExpt } from '@braggsim/detector-io/geometry';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { buildPlan } from '@braggsim/simulate';
import ndarray from 'ndarray';
import { python } from './python';

/** Corners [panel][corner] in mm. */
type Corners = readonly (readonly Vec3[])[];

const cornersOf = (detector: Detector): Corners =>
  recordingPanels(detector).map(({ origin, fast, slow, pixelsFast, pixelsSlow, pixelSize }) =>
    [0, pixelsFast].flatMap((f) =>
      [0, pixelsSlow].map((s) => {
        const place = vector.add(vector.scale(fast, f * pixelSize), vector.scale(slow, s * pixelSize));
        return vector.scale(vector.add(origin, place), units.toMm(1));
      }),
    ),
  );

const largestDistance = (a: Corners, b: Corners): number =>
  a.length === b.length
    ? Math.max(
        ...a.flatMap((panel, p) => panel.map((at, c) => vector.length(vector.subtract(at, b[p]?.[c] ?? [9e9, 0, 0])))),
      )
    : Number.POSITIVE_INFINITY;

export interface GeometryFigures {
  /** Largest distance of corners (mm), for a file of dxtbx read by braggsim, and for one of braggsim read by dxtbx. */
  readonly readMm: number;
  readonly writtenMm: number;
  readonly nexusMm: number;
  readonly panels: number;
  /** Whether dxtbx found the photons and gaps of every panel in the NeXus file. */
  readonly pixelsEqual: boolean;
}

/** Exchanges detectors of several panels between dxtbx and braggsim in both directions. */
export async function checkGeometry(folder: string): Promise<GeometryFigures> {
  mkdirSync(folder, { recursive: true });
  await python('geometry.py', 'make', folder);
  const experiment = readExpt(readFileSync(join(folder, 'made.expt'), 'utf8'));
  const made = JSON.parse(readFileSync(join(folder, 'made.json'), 'utf8')) as Corners;
  const { value } = resolveDetector(experiment.detector, experiment);
  const readMm = largestDistance(cornersOf(value), made);

  // The same detector and frame are used again, with a gap in the third panel.
  const gaps = [{ fast: [10, 20], slow: [0, 514] }] as const;
  const panels = recordingPanels(value).map((panel, i) => (i === 2 ? { ...panel, gaps } : panel));
  const sample = { crystal: { cell: [80, 80, 40], cells: [1, 1, 1] }, structureFactors: { default: 1 } } as const;
  const built = await buildPlan({ ...sample, ...experiment });
  const metadata: ImageMetadata = { ...built.metadata, detector: { ...value, panels } };
  writeFileSync(join(folder, 'ours.expt'), writeExpt(metadata));
  const image = {
    metadata,
    panels: panels.map(({ pixelsSlow, pixelsFast }, p) =>
      ndarray(new Int32Array(pixelsSlow * pixelsFast).fill(p + 1), [pixelsSlow, pixelsFast]),
    ),
  };
  const nxmx = await codecs.get('nxmx')?.();
  writeFileSync(join(folder, 'ours.nxs'), Buffer.concat(nxmx?.encode?.(image, {}) ?? []));
  const seen = JSON.parse(await python('geometry.py', 'check', folder));
  const sums = panels.map(({ pixelsSlow, pixelsFast }, p) => (p + 1) * pixelsSlow * pixelsFast);
  const masked = panels.map((_, p) => (p === 2 ? 10 * 514 : 0));
  return {
    readMm,
    writtenMm: largestDistance(seen.expt, made),
    nexusMm: largestDistance(seen.nxs, made),
    panels: panels.length,
    pixelsEqual: String(seen.sums) === String(sums) && String(seen.masked) === String(masked),
  };
}

import { type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { createModelEvaluator, type PixelBox } from '@braggsim/simulate';
import type { Spot } from './find-spots';
import { type ModelSource, sourceOptions } from './model-source';
import { type DetectorRays, detectorRays, reciprocalAxes } from './panel-frames';
import type { MeasuredPanel } from './select-pixels';

/** Distance from the Ewald sphere at which a reflection is still tried, over 1/L. */
const EXCITATION = 3;
/** Half edge of the square whose brightest pixel is the peak of a spot. */
const PEAK_HALF = 2;
const INDEX_LIMIT = 2000;

type PanelSize = Pick<MeasuredPanel, 'pixelsFast' | 'pixelsSlow'>;

/** A reflection and where its ray meets the detector. */
interface Candidate {
  readonly panel: number;
  readonly centre: readonly [number, number];
  readonly hkl: Vec3;
}

/**
 * Returns the spots that a model predicts with a peak above a level.
 *
 * @param levelAt least photons of a peak at a pixel
 */
export async function predictedSpots(
  experiment: Experiment,
  source: ModelSource,
  derived: Derived,
  panels: readonly PanelSize[],
  levelAt: (panel: number, fast: number, slow: number) => number,
): Promise<Spot[]> {
  const candidates = excited(derived, source.inputs, panels);
  const boxes: PixelBox[] = candidates.map(({ panel, centre: [fast, slow] }) => {
    const { pixelsFast, pixelsSlow } = panels[panel] as PanelSize;
    return {
      panel,
      fast: [Math.max(0, fast - PEAK_HALF), Math.min(pixelsFast, fast + PEAK_HALF + 1)],
      slow: [Math.max(0, slow - PEAK_HALF), Math.min(pixelsSlow, slow + PEAK_HALF + 1)],
    };
  });
  const evaluator = await createModelEvaluator(experiment, {
    parameters: [],
    boxes,
    ...sourceOptions(experiment, source),
  });
  try {
    const { photons } = await evaluator.evaluate([]);
    let at = 0;
    return candidates.filter(({ panel, centre: [fast, slow] }, i) => {
      const box = boxes[i] as PixelBox;
      const size = (box.fast[1] - box.fast[0]) * (box.slow[1] - box.slow[0]);
      const peak = photons.subarray(at, at + size).reduce((a, b) => Math.max(a, b), 0);
      at += size;
      return peak > levelAt(panel, fast, slow);
    });
  } finally {
    await evaluator.close();
  }
}

/** Returns the longest scattering vector that a corner of the detector records, 1/A. */
function longestVector(rays: DetectorRays, panels: readonly PanelSize[]): number {
  const corners = panels.flatMap(({ pixelsFast, pixelsSlow }, panel) =>
    [0, pixelsFast].flatMap((fast) => [0, pixelsSlow].map((slow) => rays.scatteringAt(panel, fast, slow))),
  );
  return Math.max(...corners.map(vector.length));
}

/** Reflections near enough to the Ewald sphere whose rays meet a panel. */
function excited(derived: Derived, { reflections }: SimulationInputs, panels: readonly PanelSize[]): Candidate[] {
  const rays = detectorRays(derived);
  const [a, b, c] = reciprocalAxes(derived);
  const edges = vector.reciprocal([a, b, c]).map(vector.length);
  const radius = 1 / rays.wavelengthA;
  const incident = vector.scale(rays.beam, radius);
  const size = Math.min(...edges.map((edge, i) => edge * (derived.crystal.cells[i] as number)));
  const longest = longestVector(rays, panels);
  const [hMax = 0, kMax = 0, lMax = 0] = edges.map((edge, i) =>
    Math.min(INDEX_LIMIT, Math.floor(edge * longest), largestIndex(reflections, i)),
  );
  const blur = EXCITATION / size;
  const perLength = 2 * derived.mosaic.spread + bandwidth(derived);
  const found: Candidate[] = [];
  for (let h = -hMax; h <= hMax; h++) {
    for (let k = -kMax; k <= kMax; k++) {
      const [x0, y0, z0] = [h * a[0] + k * b[0], h * a[1] + k * b[1], h * a[2] + k * b[2]];
      for (let l = -lMax; l <= lMax; l++) {
        const [x, y, z] = [x0 + l * c[0], y0 + l * c[1], z0 + l * c[2]];
        const squared = x * x + y * y + z * z;
        if (squared > longest * longest || squared === 0) continue;
        const range = Math.sqrt((x + incident[0]) ** 2 + (y + incident[1]) ** 2 + (z + incident[2]) ** 2);
        if (Math.abs(range - radius) > blur + perLength * Math.sqrt(squared)) continue;
        const place = placeOf(rays, vector.unit(vector.add(incident, [x, y, z])), panels);
        if (place) found.push({ ...place, hkl: [h, k, l] });
      }
    }
  }
  return found;
}

/** Returns the relative width of the spectrum. */
const bandwidth = ({ sources: { wavelengths }, beam }: Derived): number =>
  (Math.max(...wavelengths) - Math.min(...wavelengths)) / beam.wavelength;

const largestIndex = (reflections: SimulationInputs['reflections'], axis: number): number =>
  reflections
    ? Math.max(Math.abs(reflections.min[axis] as number), Math.abs(reflections.max[axis] as number))
    : INDEX_LIMIT;

function placeOf(
  rays: DetectorRays,
  direction: Vec3,
  panels: readonly PanelSize[],
): Pick<Candidate, 'panel' | 'centre'> | undefined {
  for (const [panel, { pixelsFast, pixelsSlow }] of panels.entries()) {
    const place = rays.meets(panel, direction);
    if (!place) continue;
    const [fast, slow] = [Math.floor(place[0]), Math.floor(place[1])];
    if (fast >= 0 && slow >= 0 && fast < pixelsFast && slow < pixelsSlow) return { panel, centre: [fast, slow] };
  }
  return undefined;
}

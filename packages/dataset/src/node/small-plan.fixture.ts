import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A plan of six small shots in shards of two. */
export const SMALL_PLAN = `
beam: { wavelengthA: 1.2, fluencePerM2: 1e24 }
detector: { pixelsFast: 48, pixelsSlow: 40, pixelMm: 1, distanceMm: 80, convention: xds }
crystal: { cell: [41, 52, 63, 82, 95, 103], cells: [6, 6, 6], shape: gauss, blocks: 200 }
structureFactors: { default: 100 }
background: [{ kind: water, thicknessUm: 0.01 }]
sampling: { oversample: 2 }
seed: 11
shots: 6
vary:
  crystal.orientation: { rotation: uniform }
  detector.distanceMm: { uniform: [70, 90] }
  crystal.resolutionA: { choice: [2, 3] }
hit: { chance: 0.7 }
lattices: { count: { choice: [1, 2] }, angleDeg: { constant: 20 } }
images: { layout: [resonet, nxmx], transform: { quadrant: random, size: 16 }, also: [expected, peakMask] }
labels: { spots: true, minPhotons: 2, strongSigma: 3 }
shards: { shots: 2 }
`;

/** Makes a folder that is removed by `remove`. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'braggsim-dataset-'));
  return {
    path,
    at: (name: string) => join(path, name),
    put: (name: string, text: string) => {
      writeFileSync(join(path, name), text);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

import { usageError } from '@braggsim/core';

import { REFLECTIONS } from '../paths';

/** A data set whose shots are timed. */
export interface DatasetCase {
  readonly id: string;
  readonly title: string;
  /** Shots of the timed shard, and of the one before, with which code is compiled. */
  readonly shots: number;
  /** Least shots per second on one core, by kind of code. */
  readonly targets: { readonly off?: number; readonly require?: number };
  /** Most memory of the process, bytes. */
  readonly mostMemory: number;
  /** False where no image is computed, so that code does not matter. */
  readonly images?: false;
  /** Writes the plan of two shards. */
  readonly plan: (shots: number) => string;
}

const MEMORY = 300e6;

/** What varies in the shots of case S besides the orientation, and their domains. */
interface SmallShots {
  readonly domains: number;
  readonly vary?: string;
  readonly images?: string;
  readonly labels?: string;
}

/** Shots of 512 x 512 pixels: lysozyme, Gaussian blocks of 7 x 7 x 14 cells, water, photon noise. */
const smallShots =
  ({ domains, vary = '', images = '{ layout: [resonet] }', labels = '{ spots: true }' }: SmallShots) =>
  (shots: number): string =>
    `
beam: { energyEv: 12000, fluencePerM2: 4.4e20 }
detector: { pixelsFast: 512, pixelsSlow: 512, pixelMm: 0.344, distanceMm: 200, convention: xds }
crystal:
  cell: [78.35, 78.35, 37.54, 90, 90, 90]
  cells: [7, 7, 14]
  shape: gauss
  blocks: 1e8
  mosaic: { spreadDeg: 0.3, domains: ${domains} }
structureFactors: { file: ${JSON.stringify(REFLECTIONS)} }
background: [{ kind: water, thicknessUm: 25 }]
sampling: { oversample: 1 }
seed: 7
shots: ${2 * shots}
vary:
  crystal.orientation: { rotation: uniform }
${vary}images: ${images}
labels: ${labels}
shards: { shots: ${shots} }
`;

/** Quadrants of a Pilatus 6M, as Resonet trains with them. */
const quadrants = (shots: number): string => `
beam: { energyEv: 12000, fluencePerM2: 4.4e20 }
detector: { model: pilatus-6m, distanceMm: 250, convention: xds }
crystal:
  cell: [78.35, 78.35, 37.54, 90, 90, 90]
  cells: [7, 7, 14]
  shape: gauss
  blocks: 1e8
  mosaic: { spreadDeg: 0.3, domains: 500 }
structureFactors: { file: ${JSON.stringify(REFLECTIONS)} }
background: [{ kind: water, thicknessUm: 25 }, { kind: amorphous, material: air, thicknessMm: 5, widthMm: 0.03, heightMm: 0.03 }]
sampling: { oversample: 1 }
seed: 7
shots: ${2 * shots}
vary:
  crystal.orientation: { rotation: uniform }
  detector.distanceMm: { uniform: [200, 300] }
  beam.energyEv: { uniform: [10000, 13000] }
  crystal.resolutionA: { uniform: [1.4, 6] }
images: { layout: [resonet], transform: { quadrant: random, pool: 2, sqrt: true } }
labels: { spots: true }
shards: { shots: ${shots} }
`;

/** The data sets of the table. */
export const DATASET_CASES: readonly DatasetCase[] = [
  {
    id: 'S',
    title: '512 x 512, 60 domains',
    shots: 80,
    targets: { off: 12, require: 20 },
    mostMemory: MEMORY,
    plan: smallShots({ domains: 60 }),
  },
  {
    id: 'S-distance',
    title: 'S, another distance in every shot',
    shots: 80,
    targets: {},
    mostMemory: MEMORY,
    plan: smallShots({ domains: 60, vary: '  detector.distanceMm: { uniform: [180, 220] }\n' }),
  },
  {
    id: 'S-200',
    title: 'S, 200 domains',
    shots: 40,
    targets: {},
    mostMemory: MEMORY,
    plan: smallShots({ domains: 200 }),
  },
  {
    id: 'R',
    title: 'quadrants of 1024 x 1024 of a Pilatus 6M, 500 domains',
    shots: 6,
    targets: { off: 1.5, require: 3 },
    mostMemory: MEMORY,
    plan: quadrants,
  },
  {
    id: 'labels',
    title: 'labels of S without images and photons',
    shots: 10_000,
    targets: { off: 2000 },
    images: false,
    mostMemory: MEMORY,
    plan: smallShots({ domains: 60, images: 'none', labels: '{ photons: false }' }),
  },
];

/**
 * Checks the names of cases that were asked for.
 *
 * @throws BraggsimError (`usage`) for a name that no case has
 */
export function knownCases(names: readonly string[]): readonly string[] {
  const ids = DATASET_CASES.map(({ id }) => id);
  const unknown = names.find((name) => !ids.includes(name));
  if (unknown === undefined) return names;
  throw usageError(`expected data sets of ${ids.join(', ')} after dataset, found '${unknown}'`);
}

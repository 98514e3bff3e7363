import { fileURLToPath } from 'node:url';

/** An example plug-in, and two ways to request its stage with parameters other than the defaults. */
export interface PluginExample {
  readonly name: string;
  /** Path of its file. */
  readonly file: string;
  /** The fields in an experiment file. */
  readonly experiment: Readonly<Record<string, unknown>>;
  /** The values of the experiment file as flags. */
  readonly flags: readonly string[];
  /** Flags that the plug-in adds to the help. */
  readonly help: readonly string[];
  /** Text that `braggsim explain` prints for it. */
  readonly explained: string;
  /** Extension of its files; `.bin` by default. */
  readonly extension?: string;
}

const pathOf = (path: string): string => fileURLToPath(new URL(`../../../../examples/${path}`, import.meta.url));

/** One plug-in for each kind of stage. */
export const PLUGIN_EXAMPLES: readonly PluginExample[] = [
  {
    name: 'a shape',
    file: pathOf('plugin-ellipsoid/src/ellipsoid.js'),
    experiment: { crystal: { shape: { kind: 'soft-ellipsoid', stretch: 1.5, decay: 4 } } },
    flags: ['--shape', 'soft-ellipsoid', '--soft-ellipsoid-stretch', '1.5', '--soft-ellipsoid-decay', '4'],
    help: ['--soft-ellipsoid-stretch', '--soft-ellipsoid-decay'],
    explained: "shape 'soft-ellipsoid' (version 2)",
  },
  {
    name: 'a factor',
    file: pathOf('plugin-debye-waller/src/debye-waller.js'),
    experiment: { factors: [{ kind: 'debyeWaller', bA2: 30 }] },
    flags: ['--debye-waller-b-a2', '30'],
    help: ['--debye-waller-b-a2'],
    explained: "factor 'debyeWaller' (version 1)",
  },
  {
    name: 'a background',
    file: pathOf('plugin-diffuse-ring/src/diffuse-ring.js'),
    experiment: { background: [{ kind: 'diffuseRing', peakE2: 5e7, spacingA: 60 }] },
    flags: ['--diffuse-ring-peak-e2', '5e7', '--diffuse-ring-spacing-a', '60'],
    help: ['--diffuse-ring-peak-e2', '--diffuse-ring-spacing-a', '--diffuse-ring-width-per-a'],
    explained: "background 'diffuseRing' (version 1)",
  },
  {
    name: 'a readout stage',
    file: pathOf('plugin-count-loss/src/count-loss.js'),
    experiment: { readout: [{ kind: 'countLoss', deadTimeNs: 1e5 }] },
    flags: ['--count-loss-dead-time-ns', '1e5'],
    help: ['--count-loss-dead-time-ns', '--count-loss-exposure-s'],
    explained: "readout 'countLoss' (version 1)",
  },
  {
    name: 'a codec',
    file: pathOf('plugin-text-table/src/text-table.js'),
    experiment: {},
    flags: [],
    help: ['.table'],
    explained: "codec 'textTable' (version 1, ",
    extension: '.table',
  },
  {
    name: 'a source',
    file: pathOf('plugin-two-colour/src/two-colour.js'),
    experiment: { beam: { source: { kind: 'twoColour', separationPercent: 8 } } },
    flags: ['--two-colour-separation-percent', '8'],
    help: ['--two-colour-separation-percent', '--two-colour-red-part'],
    explained: "source 'twoColour' (version 1)",
  },
];

/** The fields common to all examples: a small crystal, so that every pixel has photons. */
export const PLUGIN_EXPERIMENT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  detector: { pixelsFast: 24, pixelsSlow: 24, pixelMm: 0.4, distanceMm: 150 },
  crystal: { cell: [60, 60, 40, 90, 90, 90], cells: [3, 3, 4] },
  structureFactors: { default: 100 },
};

/** Returns the experiment file of an example as JSON. */
export function exampleExperiment({ experiment }: Pick<PluginExample, 'experiment'>): string {
  const sections = Object.entries(experiment).map(([name, value]) => [
    name,
    Array.isArray(value) ? value : { ...PLUGIN_EXPERIMENT[name], ...(value as object) },
  ]);
  return JSON.stringify({ ...PLUGIN_EXPERIMENT, ...Object.fromEntries(sections) });
}

/** Returns the pixels in an image file of an example. */
export function examplePixels(bytes: Uint8Array, { extension }: Pick<PluginExample, 'extension'>): Float32Array {
  if (extension === undefined) return new Float32Array(Uint8Array.from(bytes).buffer);
  const rows = new TextDecoder().decode(bytes).split('\n').slice(1, -2);
  return Float32Array.from(rows.flatMap((row) => row.split(' ').map(Number)));
}

/** Returns the largest difference of two images, relative to the brightest pixel of the second. */
export function largestDifference(found: Float32Array, wanted: Float32Array): number {
  const peak = wanted.reduce((max, x) => Math.max(max, x), 0);
  return wanted.reduce((most, x, i) => Math.max(most, Math.abs((found[i] as number) - x)), 0) / peak;
}

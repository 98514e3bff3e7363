export const PRECISIONS = ['double', 'mixed', 'single'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Least ratios of the time of the C program to that of braggsim by precision, on one thread. */
export type Targets = Readonly<Partial<Record<Precision, number>>>;

/** Whether the CPU kernel may run native code: as in its options. */
export const NATIVE = ['off', 'require'] as const;
export type Native = (typeof NATIVE)[number];

/** An experiment to measure, as nanoBragg's command line says it. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  /** Edges of the square images, pixels. */
  readonly sizes: readonly number[];
  /** Size of a pixel of an image of that edge, mm. */
  readonly pixelMm: (size: number) => number;
  readonly flags: readonly string[];
  /** Targets of WebAssembly. */
  readonly targets?: Targets;
  /** Targets of native code with vectors of 512 bits; half of them with 256. */
  readonly nativeTargets?: Targets;
  /** Edge of the smallest image with targets, pixels. */
  readonly targetsFrom?: number;
}

/** Name of the file of structure factors, in the folder in which a workload runs. */
export const REFLECTION_FILE = 'lysozyme.hkl';

const words = (...parts: readonly string[]): string[] => parts.join(' ').split(' ');

const cube = (distanceMm: number) =>
  `-cell 100 100 100 90 90 90 -default_F 100 -misset 10 20 30 -lambda 1 -distance ${distanceMm}`;
/** A crystal of lysozyme at a distance at which every index lies in the table: beyond it the C program stops interpolating for the rest of the run. */
const LYSOZYME = `-hkl ${REFLECTION_FILE} -cell 78.35 78.35 37.54 90 90 90 -misset 10 20 30 -lambda 1 -distance 200`;
const ONE_PLACE = '-oversample 1';
/** Flags for 30 samples a pixel for every mosaic domain. The scan does not start at 0 degrees, where the C program uses an outdated orientation. */
const manySamples = (domains: number) =>
  `-mosaic 0.5 -mosaic_domains ${domains} -phi 5 -osc 1 -phisteps 10 -dispersion 1 -dispsteps 3 ${ONE_PLACE}`;
const MANY = manySamples(25);

/** Returns the pixel size (mm) of a detector of constant size, so that images of different sizes differ only in their amount of work. */
const sameDetector = (size: number) => 102.4 / size;
const samePixel = () => 0.1;

const onCube = (
  id: string,
  title: string,
  sizes: readonly number[],
  flags: string,
  targets?: Targets,
  nativeTargets?: Targets,
): Workload => ({
  id,
  title,
  sizes,
  pixelMm: sameDetector,
  flags: words(cube(100), flags),
  ...(targets && { targets }),
  ...(nativeTargets && { nativeTargets }),
});

const ONE_STEP: Targets = { double: 10, mixed: 15, single: 27 };
const NATIVE_ONE_STEP: Targets = { double: 40, single: 110 };
const NATIVE_LONG_ROWS: Targets = { double: 45, single: 130 };

/** The workloads of the kernels. Names before a slash denote groups. */
export const WORKLOADS: readonly Workload[] = [
  {
    ...onCube('W1', 'N = 5, 1 step', [256, 512, 1024, 2048], `-N 5 ${ONE_PLACE}`, ONE_STEP, NATIVE_ONE_STEP),
    targetsFrom: 1024,
  },
  onCube('W2', 'N = 5, 1 step, large image', [4096], `-N 5 ${ONE_PLACE}`, ONE_STEP, NATIVE_ONE_STEP),
  onCube(
    'W3/N5',
    'N = 5, 750 steps',
    [512],
    `-N 5 ${MANY}`,
    { double: 15, mixed: 22, single: 50 },
    { double: 60, single: 200 },
  ),
  onCube('W3/30', 'N = 5, 30 steps', [512], `-N 5 ${manySamples(1)}`),
  onCube('W3/150', 'N = 5, 150 steps', [512], `-N 5 ${manySamples(5)}`),
  onCube(
    'W3/N20',
    'N = 20, 750 steps',
    [256],
    `-N 20 ${MANY}`,
    { double: 11, mixed: 22, single: 30 },
    NATIVE_LONG_ROWS,
  ),
  onCube(
    'W3/N1000',
    'N = 1000, 750 steps',
    [256],
    `-N 1000 ${MANY}`,
    { double: 11, mixed: 22, single: 30 },
    NATIVE_LONG_ROWS,
  ),
  onCube('W4/gauss-1', 'gauss, wide spots, 1 step', [1024], `-gauss_xtal -N 5 ${ONE_PLACE}`),
  onCube(
    'W4/gauss',
    'gauss, wide spots, 750 steps',
    [256],
    `-gauss_xtal -N 5 ${MANY}`,
    { double: 4.5, single: 11 },
    { double: 15, single: 45 },
  ),
  {
    id: 'W4/gauss-narrow',
    title: 'gauss, narrow spots, 750 steps',
    sizes: [256],
    pixelMm: samePixel,
    // A pixel covers 0.037 of an index, so that most tiles have no spot.
    flags: words(cube(270), `-gauss_xtal -N 40 ${MANY}`),
    targets: { single: 80 },
    nativeTargets: { single: 180 },
  },
  onCube('W4/round', 'round, 1 step', [1024], `-round_xtal -N 5 ${ONE_PLACE}`),
  onCube('W4/tophat', 'tophat, 1 step', [1024], `-tophat_spots -N 5 ${ONE_PLACE}`),
  {
    id: 'W5/1',
    title: 'F table, 1 step',
    sizes: [1024],
    pixelMm: sameDetector,
    flags: words(LYSOZYME, `-N 5 ${ONE_PLACE}`),
  },
  {
    id: 'W5/750',
    title: 'F table, 750 steps',
    sizes: [256],
    pixelMm: sameDetector,
    flags: words(LYSOZYME, `-N 5 ${MANY}`),
    targets: { double: 10, mixed: 16, single: 33 },
    nativeTargets: { double: 35, single: 85 },
  },
  {
    id: 'W6',
    title: 'tricubic F table, 1 step',
    sizes: [1024],
    pixelMm: sameDetector,
    flags: words(LYSOZYME, `-interpolate -N 5 ${ONE_PLACE}`),
    targets: { double: 6, single: 13 },
    nativeTargets: { double: 15, single: 22 },
  },
  onCube('W7', 'N = 1000, 1 step', [1024], `-N 1000 ${ONE_PLACE}`),
  {
    id: 'W8',
    title: 'default oversampling (13 x 13), N = 20',
    sizes: [512],
    pixelMm: samePixel,
    flags: words(cube(48), '-N 20'),
    targets: { double: 8, mixed: 18, single: 30 },
    nativeTargets: { double: 35, single: 110 },
  },
];

/** The workloads of the GPU kernel, at sizes that occupy a GPU. */
export const GPU_WORKLOADS: readonly Workload[] = WORKLOADS.map((workload) => ({
  ...workload,
  sizes: workload.id === 'W3/N5' ? [512, 1024, 2048] : [Math.max(1024, ...workload.sizes)],
}));

/** Which code a target is for. */
interface TargetOf {
  readonly native: Native;
  /** Width of its vectors, bits. */
  readonly vectorBits?: number | undefined;
}

/** Returns the least ratio of a workload at a size, undefined where it has no target. */
export function targetOf(
  { targets, nativeTargets, targetsFrom = 0 }: Workload,
  size: number,
  precision: Precision,
  { native, vectorBits = 128 }: TargetOf,
): number | undefined {
  if (size < targetsFrom) return undefined;
  if (native === 'off') return targets?.[precision];
  const widest = nativeTargets?.[precision];
  return widest === undefined ? undefined : (widest * vectorBits) / 512;
}

/** A whole run of the command, from its start to its last file. */
export interface ProcessWorkload extends Workload {
  readonly precisions: readonly Precision[];
  /** Whether the noise image and the grey map are written too, as without flags. */
  readonly writesAll: boolean;
  /** Greatest ratio of its time to that of Node without a script. */
  readonly mostOverNode?: number;
  /** Most memory for an image of an edge, bytes. */
  readonly mostMemory?: (size: number) => number;
}

const findWorkload = (id: string): Workload => {
  const workload = WORKLOADS.find((one) => one.id === id);
  if (!workload) throw new Error(`there is no workload '${id}'`);
  return workload;
};

const wholeRun = (
  id: string,
  like: string,
  size: number,
  more: Partial<Omit<ProcessWorkload, 'id' | 'flags' | 'sizes'>> = {},
): ProcessWorkload => {
  const { title, pixelMm, flags } = findWorkload(like);
  return {
    ...{ title, pixelMm, precisions: ['double', 'single'], writesAll: false },
    ...more,
    ...{ id: `process/${id}`, sizes: [size], flags },
  };
};

/** The workloads of whole runs. */
export const PROCESS_WORKLOADS: readonly ProcessWorkload[] = [
  wholeRun('64', 'W1', 64, { mostOverNode: 1.7 }),
  wholeRun('1024', 'W1', 1024, { mostOverNode: 1.8 }),
  wholeRun('1024-all', 'W1', 1024, { title: 'N = 5, 1 step, with noise image and grey map', writesAll: true }),
  wholeRun('4096', 'W2', 4096, {
    targets: { double: 4, single: 4.5 },
    nativeTargets: { double: 5, single: 6 },
    mostMemory: (size) => 1.5 * 4 * size ** 2 + 80e6,
  }),
  wholeRun('750', 'W3/N5', 512, {
    targets: { double: 13, single: 38 },
    nativeTargets: { double: 30, single: 60 },
  }),
];

/** Returns the command line of a workload for an image with the given edge, for both programs. */
export const commandLine = ({ flags, pixelMm }: Workload, size: number): string[] => [
  ...flags,
  '-detpixels',
  String(size),
  '-pixel',
  String(pixelMm(size)),
];

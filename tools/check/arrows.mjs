const physics = ['geometry', 'sources', 'lattice', 'reflections', 'polarization', 'background', 'noise'];
const kernels = ['kernel-cpu', 'kernel-gpu'];

/**
 * The packages, and the packages that each may import, for the import rules (.dependency-cruiser.mjs). Any other import is an
 * error, in tests too.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const ARROWS = {
  formula: [],
  core: ['formula'],
  geometry: ['formula', 'core'],
  sources: ['formula', 'core'],
  lattice: ['formula', 'core'],
  reflections: ['formula', 'core', 'lattice'],
  polarization: ['formula', 'core'],
  background: ['formula', 'core', 'geometry', 'polarization'],
  noise: ['core'],
  'detector-io': ['core', 'geometry', 'sources', 'lattice'],
  experiment: ['core', ...physics, 'detector-io'],
  analysis: ['core'],
  'sample-loop': ['formula', 'core'],
  'kernel-cpu': ['formula', 'core', 'sample-loop'],
  'kernel-gpu': ['formula', 'core', 'sample-loop'],
  simulate: ['formula', 'core', ...physics, 'experiment', 'detector-io', ...kernels],
  refine: ['core', 'geometry', 'sources', 'lattice', 'reflections', 'experiment', 'detector-io', 'simulate'],
  dataset: ['formula', 'core', 'geometry', 'lattice', 'sources', 'experiment', 'detector-io', 'simulate'],
  viewer: ['formula', 'core', ...physics, 'detector-io', 'analysis', 'experiment', ...kernels, 'simulate', 'refine'],
  cli: [
    'formula',
    'core',
    ...physics,
    'detector-io',
    'analysis',
    'experiment',
    ...kernels,
    'simulate',
    'refine',
    'dataset',
  ],
  testkit: ['formula', 'core', 'sample-loop', 'analysis', ...kernels],
};

/** The packages that `simulate` must load lazily, so that only the kernel in use is loaded. */
export const LAZY = kernels;

/** The packages whose tests may use testkit: those that testkit does not import. */
export const USE_TESTKIT = Object.keys(ARROWS).filter((name) => name !== 'testkit' && !ARROWS.testkit?.includes(name));

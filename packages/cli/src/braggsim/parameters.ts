import { water } from '@braggsim/background';
import { CHOICES, type Parameter, type ParameterTable, parameters } from '@braggsim/core';
import { geometryParameters } from '@braggsim/geometry';
import { latticeParameters } from '@braggsim/lattice';
import { digitize, noiseParameters, photon } from '@braggsim/noise';
import { reflectionParameters } from '@braggsim/reflections';
import { sourceParameters } from '@braggsim/sources';

const perSample = (what: string): Parameter => ({
  type: 'boolean',
  default: false,
  doc: `evaluate ${what} at every sample where the C program would not`,
});

/** How the image is computed, besides what the geometry says about it. */
const samplingParameters = parameters({
  'sampling.dMinA': { type: 'number', unit: 'Å', min: 0, default: 0, doc: 'samples of smaller d-spacing do not count' },
  'sampling.perSample.capture': perSample('the fraction that the sensor captures'),
  'sampling.perSample.polarization': perSample('the polarization factor'),
  'sampling.perSample.solidAngle': perSample('the solid angle'),
  'sampling.kernel': {
    type: 'choice',
    options: ['auto', 'reference', 'cpu', 'gpu'],
    default: 'auto',
    flag: '--kernel',
    doc: 'where to compute',
  },
  'sampling.precision': {
    type: 'choice',
    options: ['auto', 'double', 'mixed', 'single'],
    default: 'auto',
    flag: '--precision',
    doc: 'arithmetic of the pixel loop; auto takes single where its error stays below the tolerance',
  },
  'sampling.tolerance': {
    type: 'number',
    min: 0,
    open: true,
    default: 1e-5,
    flag: '--tolerance',
    doc: "largest error relative to a spot's own peak that precision auto allows",
  },
  'sampling.threads': {
    type: 'integer',
    min: 1,
    max: 1024,
    options: ['auto'],
    default: 'auto',
    flag: '--threads',
    doc: 'worker threads; auto takes as many as pay',
  },
});

const runParameters = parameters({
  seed: { ...noiseParameters.seed, flag: '--seed' },
  output: {
    type: 'texts',
    flag: '--out',
    doc: 'images to write: the extension names the format, # is the number of the image; a picture braggsim.png when none is named',
  },
  compat: {
    type: 'choice',
    options: ['corrected', 'nanobragg-c'],
    default: 'corrected',
    flag: '--compat',
    doc: 'correct physics, or the results of the C program with its faults',
  },
});

/** One field for each choice of the compatibility table. */
const choiceParameters: ParameterTable = Object.fromEntries(
  CHOICES.map(({ id, c, corrected, others = [], inC, right }) => [
    `choices.${id}`,
    { type: 'choice', options: [corrected, c, ...others], doc: `${corrected}: ${right}; ${c}: ${inC}` } as const,
  ]),
);

/** A pair or triple in which single entries may be left at their defaults. */
const withGaps = (table: ParameterTable, ...paths: string[]): ParameterTable =>
  Object.fromEntries(paths.map((path) => [path, { ...(table[path] as Parameter), gaps: true }]));

/** Every plain field of an experiment file by its path: the one source of flags, validation, schema and help. */
export const fields: ParameterTable = {
  ...sourceParameters,
  ...geometryParameters,
  ...withGaps(geometryParameters, 'detector.beamCentreMm', 'detector.nearPointMm', 'detector.originPx'),
  'detector.impliedPivot': {
    type: 'choice',
    options: ['beam', 'sample'],
    doc: 'pivot of the custom convention that flags of the drop-in command imply',
  },
  ...latticeParameters,
  ...withGaps(latticeParameters, 'crystal.sizeUm'),
  ...reflectionParameters,
  ...samplingParameters,
  ...runParameters,
  ...choiceParameters,
};

/** A parameter of a stage under its flag here; the drop-in command has flags of its own for them. */
const flagged = (parameter: Parameter | undefined, flag: string): Parameter => ({ ...(parameter as Parameter), flag });

/** Stages that a chain of the file may hold, by kind: their own parameters, and the flags that set them. */
export const chains: Readonly<Record<string, Readonly<Record<string, ParameterTable>>>> = {
  background: { [water.id]: water.params },
  readout: {
    [photon.id]: { rng: flagged(photon.params.rng, '--rng') },
    [digitize.id]: {
      ...digitize.params,
      offset: flagged(digitize.params.offset, '--offset'),
      bits: {
        type: 'integer',
        min: 1,
        max: 32,
        doc: 'width of the recorded numbers, which says what maximum is: 65535 for 16',
      },
    },
  },
};

/** What the chains are for. */
export const CHAIN_DOCS: Readonly<Record<string, string>> = {
  background: 'Scattering besides the crystal, added to every pixel.',
  readout: 'What happens between expected photons and recorded numbers, in order.',
};

/** Fields that name files: those of an experiment file are relative to its folder. */
export const FILE_FIELDS: ReadonlySet<string> = new Set([
  'beam.sources',
  'crystal.matrix',
  'structureFactors.file',
  'structureFactors.cache',
  'output',
]);

/** Sections in the order of files and help. */
export const SECTIONS: Readonly<Record<string, string>> = {
  beam: 'Beam',
  detector: 'Detector',
  goniometer: 'Goniometer',
  scan: 'Scan',
  crystal: 'Crystal',
  structureFactors: 'Structure factors',
  background: 'Background',
  readout: 'Readout',
  sampling: 'Sampling',
  seed: 'Run',
  output: 'Run',
  compat: 'Run',
  choices: 'Run',
};

/** A stage parameter by its path: `readout.digitize.offset`. */
export const chainFields: ParameterTable = Object.fromEntries(
  Object.entries(chains).flatMap(([chain, kinds]) =>
    Object.entries(kinds).flatMap(([kind, table]) =>
      Object.entries(table).map(([name, parameter]) => [`${chain}.${kind}.${name}`, parameter] as const),
    ),
  ),
);

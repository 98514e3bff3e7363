import { type ParameterTable, parameters } from '@braggsim/core';
import { COMPATIBILITY_OPTIONS } from '@braggsim/core/derived';
import { DEFAULT_TOLERANCE } from '@braggsim/core/kernel';
import { geometryParameters, geometryRecords } from '@braggsim/geometry';
import { crystalEntryParameters, latticeParameters } from '@braggsim/lattice';
import { noiseParameters } from '@braggsim/noise';
import { reflectionParameters, reflectionRecords } from '@braggsim/reflections';
import { sourceParameters } from '@braggsim/sources';
import { LABELS } from './labels';
import { refineParameters } from './refine-parameters';

const perSample = (what: string) =>
  ({
    type: 'boolean',
    default: false,
    doc: `evaluate ${what} at every sample where the C program would not`,
  }) as const;

/** The parameter of the number of worker threads. */
export const threads = {
  type: 'integer',
  min: 1,
  max: 1024,
  options: ['auto'],
  default: 'auto',
  flag: '--threads',
  doc: 'worker threads; auto chooses by workload',
} as const;

/** Fields of the `sampling` section besides those of the geometry. */
export const samplingParameters = parameters({
  'sampling.dMinA': {
    type: 'number',
    unit: 'Å',
    min: 0,
    default: 0,
    doc: 'samples with a d-spacing below this are ignored',
  },
  'sampling.perSample.capture': perSample('the fraction that the sensor captures'),
  'sampling.perSample.polarization': perSample('the polarization factor'),
  'sampling.perSample.solidAngle': perSample('the solid angle'),
  'sampling.kernel': {
    type: 'enum',
    options: ['auto', 'reference', 'cpu', 'gpu'],
    default: 'auto',
    flag: '--kernel',
    doc: 'where to compute',
  },
  'sampling.precision': {
    type: 'enum',
    options: ['auto', 'double', 'mixed', 'single'],
    default: 'auto',
    flag: '--precision',
    doc: 'arithmetic of the pixel loop; auto takes single where its error stays below the tolerance',
  },
  'sampling.tolerance': {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: DEFAULT_TOLERANCE,
    flag: '--tolerance',
    doc: "largest error relative to a spot's own peak that precision auto allows",
  },
  'sampling.spotCutoff': {
    type: 'number',
    min: 0,
    max: 0.01,
    exclusiveMin: true,
    flag: '--spot-cutoff',
    doc: 'fraction of its own peak below which a spot may be left out, where its shape is compact; when absent, only what is below e^-60 of the peak, or exactly zero',
  },
  'sampling.threads': threads,
  'sampling.native': {
    type: 'enum',
    options: ['auto', 'off', 'require'],
    default: 'auto',
    flag: '--native',
    doc: 'code of the cpu kernel that the C compiler of this machine has made of the plan, with the same bytes: auto takes it where it is there or worth compiling',
  },
  'sampling.vectorBits': {
    type: 'integer',
    min: 128,
    max: 512,
    options: ['auto'],
    default: 'auto',
    flag: '--vector-bits',
    doc: 'widest vectors of native code; auto takes those of the processor',
  },
});

const runParameters = parameters({
  seed: { ...noiseParameters.seed, flag: '--seed' },
  output: {
    type: 'stringList',
    flag: '--out',
    named: LABELS,
    doc: 'images to write: the extension names the format, # is the number of the image; a picture braggsim.png when none is named. Besides, files about them: XDS.INP, .expt, .geom, .txt; and as energy=FILE and hkl=FILE (.npy, .bin) the mean photon energy (eV) and the mean Miller indices of what Bragg scattering comes from',
  },
  compat: {
    type: 'enum',
    options: ['corrected', 'nanobragg-c'],
    default: 'corrected',
    flag: '--compat',
    doc: 'correct physics, or the results of the C program with its faults',
  },
});

/** One field for each compatibility option. */
const compatibilityParameters: ParameterTable = Object.fromEntries(
  COMPATIBILITY_OPTIONS.map(({ id, c, corrected, others = [], formerly = [], inC, right }) => [
    `compatibility.${id}`,
    {
      type: 'enum',
      options: [corrected, c, ...others, ...[formerly].flat()],
      doc: `${right}; in C, ${inC}`,
    } as const,
  ]),
);

/** Every field of an experiment file but lists of stages and records, by its path. */
export const plainFields: ParameterTable = {
  ...sourceParameters,
  ...geometryParameters,
  ...latticeParameters,
  ...reflectionParameters,
  ...samplingParameters,
  ...refineParameters,
  ...runParameters,
  ...compatibilityParameters,
};

/** A list of records in a section. */
export interface RecordList {
  readonly doc: string;
  /** The fields of a record. */
  readonly fields: ParameterTable;
}

/** Lists of records by their paths. */
export const recordLists: Readonly<Record<string, RecordList>> = { ...geometryRecords, ...reflectionRecords };

/** A list whose entries are whole sections: each has the fields of a section, sections inside it, and fields of its own. */
export interface SectionList {
  readonly doc: string;
  /** The section whose fields an entry has. */
  readonly section: string;
  /** Sections of an experiment that an entry may hold. */
  readonly inner: readonly string[];
  readonly fields: ParameterTable;
}

/** Lists of sections by their names. */
export const sectionLists = {
  crystals: {
    doc: 'Several crystals in place of crystal: each entry has all fields of crystal, may have structureFactors of its own in place of the common ones, and these.',
    section: 'crystal',
    inner: ['structureFactors'],
    fields: crystalEntryParameters,
  },
} as const satisfies Readonly<Record<string, SectionList>>;

/** Fields that name files; in an experiment file their paths are relative to its folder. */
export const FILE_FIELDS: ReadonlySet<string> = new Set([
  'beam.spectrum.file',
  'crystal.mosaic.file',
  'beam.sources',
  'crystal.matrix',
  'detector.mask',
  'structureFactors.file',
  'structureFactors.model',
  'structureFactors.cache',
  'structureFactors.anomalous.part',
  'structureFactors.anomalous.dispersion',
  'structureFactors.channels.file',
  'refine.mask',
  'output',
]);

/** Name of the parameter by which a stage names a file. */
export const STAGE_FILE = 'file';
/** Names of all parameters by which stages name files. */
export const STAGE_FILES: readonly string[] = [STAGE_FILE, 'structureFactors'];

/** Headings of the sections, in the order of files and help. */
export const SECTIONS: Readonly<Record<string, string>> = {
  beam: 'Beam',
  detector: 'Detector',
  goniometer: 'Goniometer',
  beamStop: 'Beam stop and absorption',
  absorption: 'Beam stop and absorption',
  scan: 'Scan',
  crystal: 'Crystal',
  crystals: 'Crystal',
  structureFactors: 'Structure factors',
  factors: 'Factors',
  background: 'Background',
  scatter: 'Scattering between the spots',
  readout: 'Readout',
  sampling: 'Sampling',
  refine: 'Refinement',
  seed: 'Run',
  output: 'Run',
  compat: 'Run',
  compatibility: 'Run',
};

import type { Experiment } from '@braggsim/experiment';

/** Removes `readonly` at all levels, since command lines fill experiments field by field. */
type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/** Everything that a command line of the drop-in requests. */
export interface Invocation {
  readonly experiment: Experiment;
  readonly files: InputFiles;
  readonly reading: Reading;
  readonly outputs: OutputFiles;
  readonly run: RunSettings;
}

export interface InputFiles {
  /** SMV images whose headers initialise the geometry. */
  image?: string;
  mask?: string;
  /** Amorphous tables, which are read and, as in the C program, not used. */
  amorphous: string[];
}

/** Options for reading reflection files. */
export interface Reading {
  /** Reads one stream of numbers, as the C program does. */
  streamReflections?: boolean;
  largestIndex?: number;
}

export interface OutputFiles {
  directory: string;
  /** Names of output files; null where an output is switched off. */
  float: string | null;
  int: string | null;
  pgm: string | null;
  noise: string | null;
  sidecar: boolean;
  /** The input file for XDS. */
  xdsInput?: string;
  /** Multiplier of the integer image; 0 chooses it automatically. */
  scale: number;
  greyScale: number;
  offset: number;
  generator: 'ran1' | 'philox';
}

export interface RunSettings {
  progress: boolean;
  printout: boolean;
  /** The pixel of the report, [fast, slow]. */
  printoutPixel?: readonly [number, number];
  /** The pixel of the detailed report, [slow, fast]. */
  tracePixel?: readonly [number, number];
  explain: boolean;
  showConfig: boolean;
  warningsAreErrors: boolean;
  plugins: string[];
}

/** An invocation while flags are being applied to it. */
export interface Draft {
  experiment: Writable<Experiment>;
  files: InputFiles;
  reading: Reading;
  outputs: OutputFiles;
  run: RunSettings;
}

/** Returns the draft of a command line without flags. */
export const newDraft = (experiment: Experiment = {}): Draft => ({
  experiment: structuredClone(experiment) as Draft['experiment'],
  files: { amorphous: [] },
  reading: {},
  outputs: {
    directory: '.',
    float: 'floatimage.bin',
    int: 'intimage.img',
    pgm: 'image.pgm',
    noise: 'noiseimage.img',
    sidecar: false,
    scale: 0,
    greyScale: 0,
    offset: 40,
    generator: 'ran1',
  },
  run: { progress: true, printout: false, explain: false, showConfig: false, warningsAreErrors: false, plugins: [] },
});

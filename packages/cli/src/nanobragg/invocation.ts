import type { Experiment } from '@braggsim/experiment';

/** Removes `readonly` all the way down: command lines fill experiments field by field. */
type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/** Everything a command line of the drop-in asks for. */
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
  /** Amorphous tables: read and, as in the C program, not used. */
  amorphous: string[];
}

/** How reflection files are read. */
export interface Reading {
  /** As one stream of numbers, as the C program does. */
  streamReflections?: boolean;
  largestIndex?: number;
}

export interface OutputFiles {
  directory: string;
  /** Null where the output is switched off. */
  float: string | null;
  int: string | null;
  pgm: string | null;
  noise: string | null;
  sidecar: boolean;
  /** Input for XDS. */
  xdsInput?: string;
  /** Multiplier of the integer image; 0 chooses it. */
  scale: number;
  greyScale: number;
  offset: number;
  generator: 'ran1' | 'philox';
}

export interface RunSettings {
  progress: boolean;
  printout: boolean;
  /** [fast, slow] */
  printoutPixel?: readonly [number, number];
  /** [slow, fast] */
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

/** What a bare command line asks for. */
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

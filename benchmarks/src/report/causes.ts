/** What missed its target. */
export interface Miss {
  readonly what: string;
  readonly workload: string;
  readonly precision: string;
  readonly code: string;
}

/** Why a target was missed, as profiles and experiments have shown. The first that fits counts. */
interface Cause {
  readonly what?: string;
  readonly workload?: RegExp;
  readonly code?: RegExp;
  readonly precision?: RegExp;
  readonly cause: string;
}

const CAUSES: readonly Cause[] = [
  {
    what: 'pixel loop, of the C program',
    workload: /^W6/,
    code: /^native/,
    cause: 'each lane reads its own 64 values, one lane after the other: wider vectors do not help',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W6/,
    cause: '36 loads a lane for 20 products; the loop has no other work',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W4\/gauss-narrow/,
    cause: 'three fifths go into the tiles that a spot reaches, the rest into the test of 750 steps a tile',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W5/,
    code: /^native/,
    cause: 'one value is read for each lane, and 512 bits gain 2.6 to 3.3 times WebAssembly on this processor',
  },
  {
    what: 'pixel loop, of the C program',
    code: /^native 512/,
    workload: /^W[12]$/,
    cause: 'a root and a division a pixel, and new memory for the pixels',
  },
  {
    what: 'pixel loop, of the C program',
    code: /^native 512/,
    cause:
      'targets are those of a Zen 5, with four units of 512 bits: Xeons have two of them, and a Zen 4 halves such vectors',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W4\/gauss$/,
    precision: /double/,
    cause: '66 operations a sample in two lanes, none of them fused in double: near the limit of two units',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W5/,
    cause: 'one load a lane, and 16 registers: a quarter of the instructions reload values from the stack',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W8/,
    cause: 'a direction, with its root and division, for every sample: no loop runs inside that of the subpixels',
  },
  {
    what: 'pixel loop, of the C program',
    workload: /^W[12]$/,
    cause: 'a root and a division a pixel, and new memory for the pixels',
  },
  {
    what: 'pixel loop, of the C program',
    cause:
      'targets are those of a Zen 5, which takes more instructions at a time, and adds in fewer cycles, than the cores here',
  },
  { what: 'image bytes a second', cause: 'a root and a division a pixel, and new memory for the pixels' },
  {
    what: 'whole run, of Node alone',
    cause: 'the command is loaded and its first module generated, in code that V8 has not seen',
  },
  {
    what: 'whole run, of the C program',
    workload: /4096/,
    cause: 'integers, statistics and files take most of the time',
  },
  { what: 'whole run, of the C program', cause: 'the start of Node and the loading of the command are part of it' },
  { what: 'peak memory', cause: 'the float image, the integer image and the copies for writing are alive together' },
  { what: 'two threads, of one', cause: 'other programs use the second core' },
];

/** Returns the known cause of a miss. */
export function causeOf({ what, workload, code, precision }: Miss): string {
  const known = CAUSES.find(
    (one) =>
      (one.what ?? what) === what &&
      (one.workload?.test(workload) ?? true) &&
      (one.code?.test(code) ?? true) &&
      (one.precision?.test(precision) ?? true),
  );
  return known?.cause ?? 'the cause is not known';
}

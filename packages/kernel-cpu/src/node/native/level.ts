import { readFileSync } from 'node:fs';
import type { VectorBytes } from '@braggsim/formula/emit';

/** Width of the vectors of native code, bits. */
export type VectorBits = 128 | 256 | 512;

/** Instructions that native code is compiled for: the same file serves every machine that has them. */
export interface VectorLevel {
  readonly bytes: VectorBytes;
  /** Flags of the compiler. */
  readonly flags: readonly string[];
  /** Why not a wider one. */
  readonly narrowerBecause?: string;
}

/** Instructions by their names in /proc/cpuinfo, and flags that let the compiler use them. */
const AVX2 = { features: ['avx', 'avx2', 'bmi1', 'bmi2', 'fma'], flags: ['-mavx2', '-mfma', '-mbmi', '-mbmi2'] };
const AVX512 = {
  features: [...AVX2.features, 'avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'],
  flags: [
    ...AVX2.flags,
    '-mavx512f',
    '-mavx512bw',
    '-mavx512cd',
    '-mavx512dq',
    '-mavx512vl',
    '-mprefer-vector-width=512',
    // With 32 registers, instructions are put in order before registers are chosen, so that those of several pixels overlap:
    // 1.0 to 1.5 times as fast. With 16, values would go to the stack.
    '-fschedule-insns',
  ],
};

const LEVELS: readonly { readonly bits: VectorBits; readonly of: typeof AVX2; readonly name: string }[] = [
  { bits: 512, of: AVX512, name: 'AVX-512' },
  { bits: 256, of: AVX2, name: 'AVX2' },
  { bits: 128, of: AVX2, name: 'AVX2' },
];

/** Properties of a machine that native code depends on. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Returns the text of /proc/cpuinfo. */
  readonly cpuInfo: () => string;
}

/** The machine that runs this process. */
const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  cpuInfo: () => readFileSync('/proc/cpuinfo', 'utf8'),
};

/** Returns the widest level of a machine up to the requested width, or the reason why there is none. */
export function vectorLevel(wanted: number | 'auto', machine: Machine = thisMachine): VectorLevel | string {
  const { platform, arch } = machine;
  if (platform !== 'linux' || arch !== 'x64') return `there is none for ${platform} on ${arch}, only for linux on x64`;
  let text: string;
  try {
    text = machine.cpuInfo();
  } catch (error) {
    return `the processor's features cannot be read: ${(error as Error).message}`;
  }
  const present = new Set(/^flags\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/));
  const has = ({ of }: (typeof LEVELS)[number]) => of.features.every((feature) => present.has(feature));
  const allowed = LEVELS.filter(({ bits }) => wanted === 'auto' || bits <= wanted);
  const level = allowed.find(has);
  if (!level) return 'this processor has no AVX2';
  const wider = LEVELS.filter(({ bits }) => bits > level.bits);
  const missing = wider.findLast((l) => !has(l));
  const narrowerBecause =
    missing && allowed.includes(missing)
      ? `this processor has no ${missing.name}`
      : wider.length > 0
        ? `vectors of at most ${wanted} bits were asked for`
        : undefined;
  return {
    bytes: (level.bits / 8) as VectorBytes,
    flags: level.of.flags,
    ...(narrowerBecause !== undefined && { narrowerBecause }),
  };
}

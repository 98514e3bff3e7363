import { refusal } from './errors';
import type { FixedPlan, Plan, ShotPlan } from './plan';
import type { DerivativeRequest, PixelDerivatives } from './plan-derivative';
import type { Registry } from './registry';
import type { Term } from './stage';

/** Where images are computed. Kernels know terms by their registry only, and physics packages know no kernel. */
export interface Kernel {
  readonly id: string;
  /** What it cannot do, each with the reason; empty when it takes the plan. */
  accepts(plan: Plan): readonly string[];
  /** Everything that does not change from shot to shot. */
  prepare(fixed: FixedPlan, terms: Registry<Term>, options?: KernelOptions): Promise<PreparedKernel>;
  /** Computes derivatives; absent where a kernel has none. */
  differentiator?(terms: Registry<Term>, options?: KernelOptions): Promise<Differentiator>;
}

/** Computes derivatives of images, of one plan after the other; plans of one kind share their code, and one table its memory. */
export interface Differentiator {
  /**
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  run(request: DerivativeRequest): Promise<PixelDerivatives>;
  /** Of the run that ended last. */
  readonly arithmetic: Arithmetic;
  close(): Promise<void>;
}

/** Error of single precision, relative to a spot's own peak, that is allowed where nothing else is asked. */
export const DEFAULT_TOLERANCE = 1e-5;

/** How a kernel may compute. A kernel that knows only one way takes it when it is at least as accurate as asked. */
export interface KernelOptions {
  /** `auto` takes `single` where its bound is below the tolerance, else `mixed`. Default `auto`. */
  readonly precision?: 'auto' | 'double' | 'mixed' | 'single';
  /** Largest error allowed relative to a spot's own peak. Default `DEFAULT_TOLERANCE`; the GPU refuses only one that is given. */
  readonly tolerance?: number;
  /** Default `auto`: as many as there are cores, where that pays. */
  readonly threads?: number | 'auto';
  /**
   * Whether the CPU kernel may run code that the system's C compiler has made of the plan, in vectors wider than those of
   * WebAssembly; the bytes are the same. `auto`, the default, takes it where it is there or worth compiling; `require` makes
   * it an error when it cannot be had.
   */
  readonly native?: 'auto' | 'off' | 'require';
  /** Widest vectors of native code, in bits: at least 128. Default `auto`: those of the machine. */
  readonly vectorBits?: number | 'auto';
}

/** The machine code that computed an image. */
export interface ExecutedCode {
  /** Fraction of the image that native code computed; WebAssembly computed the rest, with the same bytes. */
  readonly nativeFraction: number;
  /** Width of the vectors of the native code, or of WebAssembly where none ran. */
  readonly vectorBits: 128 | 256 | 512;
  /** Why no native code ran, or none with wider vectors. */
  readonly reason?: string;
}

/** How a kernel computed. */
export interface Arithmetic {
  readonly precision: 'double' | 'mixed' | 'single';
  /** Bound of the error relative to a spot's own peak, where one is known. */
  readonly bound?: number;
  /** Why not as was asked. */
  readonly reason?: string;
  readonly threads: number;
  /** Of kernels that have several kinds of code. */
  readonly code?: ExecutedCode;
}

/**
 * Refuses what only a kernel with native code can meet.
 *
 * @throws BraggsimError (`refused`) where native code is required
 */
export function withoutNativeCode(kernel: string, { native }: KernelOptions = {}): void {
  if (native !== 'require') return;
  throw refusal({
    message: `native code is required, and the ${kernel} kernel has none: take the cpu kernel of Node`,
    expected: 'the cpu kernel of Node',
    found: `the ${kernel} kernel`,
  });
}

export interface PreparedKernel {
  /**
   * @returns expected photons per pixel, one array [slow, fast] per panel and output
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  run(shot: ShotPlan, options?: RunOptions): Promise<KernelResult>;
  /** Of the run that ended last. */
  readonly arithmetic: Arithmetic;
  /** Runs that it pays to start before the first of them has ended. Default 1: each takes all that the kernel has. */
  readonly shotsInFlight?: number;
  close(): Promise<void>;
}

export interface RunOptions {
  /** `photons`, or the id of a factor: its mean over the samples of each pixel. Default: photons alone. */
  readonly outputs?: readonly string[];
  /** Buffers to fill, by output and panel; made as Float32Array where absent. */
  readonly into?: Readonly<Record<string, readonly (Float32Array | Float64Array)[]>>;
  readonly signal?: AbortSignal;
  /** Called now and then with the finished fraction, from 0 to 1. */
  readonly progress?: (fraction: number) => void;
  /**
   * Called on the calling thread, panel by panel, when more rows of the photons are finished: all those before `endRow`, in
   * `photons`. Kernels need not call it: what they have not reported is finished when the run ends.
   */
  readonly finishedRows?: (rows: FinishedRows) => void;
}

/** The rows of a panel from the first one on that have their final values. */
export interface FinishedRows {
  readonly panel: number;
  /** Row after the last one that is finished. */
  readonly endRow: number;
  /** The image of the panel [slow, fast]. */
  readonly photons: Float32Array | Float64Array;
}

export type KernelResult = Readonly<Record<string, readonly (Float32Array | Float64Array)[]>>;

import { refusal } from './errors';
import type { FixedPlan, Plan, ShotPlan } from './plan';
import type { DerivativeRequest, PixelDerivatives } from './plan-derivative';
import type { Registry } from './registry';
import type { Term } from './stage';

/** Computes images from plans. Kernels find terms in a registry, and physics packages import no kernel. */
export interface Kernel {
  readonly id: string;
  /** Lists the reasons why this kernel cannot compute a plan; empty when it can. */
  accepts(plan: Plan): readonly string[];
  /** Prepares the part of a plan that does not change from shot to shot. */
  prepare(fixed: FixedPlan, terms: Registry<Term>, options?: KernelOptions): Promise<PreparedKernel>;
  /**
   * Opens a session in which plans that are prepared one after the other share threads, tables in memory and instances of code, until it
   * is closed; absent where a kernel has nothing that they could share.
   */
  session?(options?: KernelOptions): {
    prepare(fixed: FixedPlan, terms: Registry<Term>): Promise<PreparedKernel>;
    close(): Promise<void>;
  };
  /** Computes derivatives; absent where a kernel has none. */
  differentiator?(terms: Registry<Term>, options?: KernelOptions): Promise<Differentiator>;
}

/** Computes derivatives of images, of one plan after the other; plans of one kind share their code, and one table its memory. */
export interface Differentiator {
  /**
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  run(request: DerivativeRequest): Promise<PixelDerivatives>;
  /** How the run that ended last was computed: precision and code. */
  readonly arithmetic: Arithmetic;
  close(): Promise<void>;
}

/** Default of the largest error of single precision, relative to the peak of a spot. */
export const DEFAULT_TOLERANCE = 1e-5;

/** Options of a kernel. A kernel with one precision uses it when it is at least as accurate as requested. */
export interface KernelOptions {
  /**
   * Arithmetic of the pixel loop. `auto`, the default, uses `single` where its bound is below the tolerance, else
   * `mixed`.
   */
  readonly precision?: 'auto' | 'double' | 'mixed' | 'single';
  /** Largest error allowed relative to a spot's own peak. Default `DEFAULT_TOLERANCE`; the GPU refuses only one that is given. */
  readonly tolerance?: number;
  /** Number of threads. `auto`, the default, chooses by workload, up to the number of cores. */
  readonly threads?: number | 'auto';
  /**
   * Whether the CPU kernel may run code that the system's C compiler has made of the plan, in vectors wider than those
   * of WebAssembly; the bytes are the same. `auto`, the default, uses it where it is cached or worth compiling;
   * `require` makes its absence an error.
   */
  readonly native?: 'auto' | 'off' | 'require';
  /**
   * Whether the CPU kernel may use the relaxed vector instructions of WebAssembly, which are faster and whose last digits depend
   * on the processor; true by default, where the engine has them.
   */
  readonly relaxedSimd?: boolean;
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

/** Precision, threads and code with which a kernel computed an image. */
export interface Arithmetic {
  readonly precision: 'double' | 'mixed' | 'single';
  /** Bound of the error relative to a spot's own peak, where one is known. */
  readonly bound?: number;
  /** The reason for a precision other than the requested one; absent where the request was met. */
  readonly reason?: string;
  readonly threads: number;
  /** Machine code, for kernels that have several kinds. */
  readonly code?: ExecutedCode;
}

/**
 * Rejects options that only a kernel with native code can meet.
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

/** A kernel with the fixed part of a plan, ready to compute its shots. */
export interface PreparedKernel {
  /**
   * Computes the images of a shot.
   *
   * @returns expected photons per pixel, one array [slow, fast] per panel and output
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  run(shot: ShotPlan, options?: RunOptions): Promise<KernelResult>;
  /** Arithmetic of the run that ended last. */
  readonly arithmetic: Arithmetic;
  /** Number of runs worth keeping in flight; 1 by default, for kernels that a single run keeps busy. */
  readonly shotsInFlight?: number;
  close(): Promise<void>;
}

/** What a run computes, where its images go, and who watches it. */
export interface RunOptions {
  /**
   * Outputs of the run: `photons`, or the id of a factor for its mean over the samples of each pixel. Photons alone by
   * default.
   */
  readonly outputs?: readonly string[];
  /** Buffers to fill, by output and panel; made as Float32Array where absent. */
  readonly into?: Readonly<Record<string, readonly (Float32Array | Float64Array)[]>>;
  readonly signal?: AbortSignal;
  /** Receives the finished fraction, from 0 to 1, again and again. */
  readonly progress?: (fraction: number) => void;
  /**
   * Is called on the calling thread, panel by panel, when more rows of the photons are finished: all those before `endRow`, in
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

/** Images of a run by the names of outputs, one [slow, fast] for each panel. */
export type KernelResult = Readonly<Record<string, readonly (Float32Array | Float64Array)[]>>;

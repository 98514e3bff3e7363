import { refusal } from '@braggsim/core';
import type { ExecutedCode, KernelOptions } from '@braggsim/core/kernel';
import type { GeneratedNest } from '../cpu/generated-nest';
import type { NativeSetup, nativeRunners, nativeTiles, RequestedCode } from './native';
import type { AddonSlot } from './native/slot';

/**
 * Estimated work of a nest in this process from which on the cache is looked into, and from which on the compiler is started:
 * ms of WebAssembly. The estimates are those of a fast machine; a second of real time is what a compiler takes.
 */
const MIN_WORK_TO_LOOK_MS = 100;
const MIN_WORK_TO_COMPILE_MS = 600;

const WASM_BITS = 128;

/** Slots of the nests of an image, and its report. */
export interface NativeImage {
  slotOf(nest: GeneratedNest): AddonSlot | undefined;
  /**
   * Describes the code that computed an image.
   *
   * @param fraction of the bands that native code has computed
   */
  report(fraction: number): ExecutedCode;
}

/** Native code of a kernel, loaded only when there is enough work. */
export interface NativePart {
  /**
   * Returns the native code of the nests of an image.
   *
   * @param ms estimate of the image's work in WebAssembly on one thread
   * @throws BraggsimError (`refused`) where native code is required and there is none
   */
  forImage(nests: readonly GeneratedNest[], ms: number): Promise<NativeImage>;
  /** A runner of a slot's code in this thread, once there is one. */
  readonly runnerOf: ReturnType<typeof nativeRunners>;
  /** A runner of a slot's code for derivatives of tiles in this thread, once there is one. */
  readonly tilesOf: ReturnType<typeof nativeTiles>;
}

const none = (reason: string): NativeImage => ({
  slotOf: () => undefined,
  report: () => ({ nativeFraction: 0, vectorBits: WASM_BITS, reason }),
});

const required = (reason: string) =>
  refusal({
    message: `native code is required, but ${reason}`,
    expected: 'a C compiler and a processor with AVX2 on Linux',
    found: reason,
    remedy: "take native 'auto', which falls back to WebAssembly with the same bytes",
  });

/** Waits for what does not keep the process from ending. */
async function awake<T>(result: Promise<T> | undefined): Promise<T | undefined> {
  const hold = setInterval(() => {}, 1000);
  try {
    return await result;
  } finally {
    clearInterval(hold);
  }
}

/** Estimated time that images of nests have taken: kernels that are prepared anew for every image share their nests. */
const workSoFar = new WeakMap<GeneratedNest, number>();

/** Adds the time of an image to its nests; returns the largest sum. */
function workOf(nests: readonly GeneratedNest[], ms: number): number {
  for (const nest of new Set(nests)) workSoFar.set(nest, (workSoFar.get(nest) ?? 0) + ms);
  return Math.max(0, ...nests.map((nest) => workSoFar.get(nest) ?? 0));
}

/** Prepares native code for a kernel with its options; nothing of it is loaded before an image has enough work. */
export function nativePart({ native = 'auto', vectorBits = 'auto' }: KernelOptions): NativePart {
  let setup: NativeSetup | string | undefined;
  let runnerOf: NativePart['runnerOf'] = () => undefined;
  let tilesOf: NativePart['tilesOf'] = () => undefined;

  return {
    runnerOf: (...asked) => runnerOf(...asked),
    tilesOf: (...asked) => tilesOf(...asked),
    forImage: async (nests, ms) => {
      const workMs = workOf(nests, ms);
      if (native === 'off') return none('native code is switched off');
      const isRequired = native === 'require';
      if (!isRequired && workMs < MIN_WORK_TO_LOOK_MS) return none('the work is too short for it');
      if (setup === undefined) {
        const { nativeSetup, nativeRunners, nativeTiles } = await import('./native');
        setup = nativeSetup(vectorBits);
        runnerOf = nativeRunners();
        tilesOf = nativeTiles();
      }
      if (typeof setup === 'string') {
        if (isRequired) throw required(setup);
        return none(setup);
      }
      const { requestCode } = await import('./native');
      const { level } = setup;
      const codes = new Map<GeneratedNest, RequestedCode | undefined>();
      const mayCompile = isRequired || workMs >= MIN_WORK_TO_COMPILE_MS;
      for (const compiled of nests) {
        if (!codes.has(compiled)) codes.set(compiled, await requestCode(compiled, setup, mayCompile));
      }
      if (isRequired) {
        for (const code of codes.values()) {
          const failure = await awake(code?.settled);
          if (failure !== undefined) throw required(failure);
        }
      }
      return {
        slotOf: (nest) => codes.get(nest)?.slot,
        report: (nativeFraction) => {
          if (nativeFraction > 0) {
            const { narrowerBecause: reason } = level;
            return {
              nativeFraction,
              vectorBits: (8 * level.bytes) as ExecutedCode['vectorBits'],
              ...(reason && { reason }),
            };
          }
          const reasons = [...codes.values()].map((code) =>
            code
              ? (code.reason() ?? 'it was not compiled in time')
              : 'it is not in the cache, and the work is too short for compiling it',
          );
          return { nativeFraction, vectorBits: WASM_BITS, reason: reasons[0] ?? 'there is nothing to compute' };
        },
      };
    },
  };
}

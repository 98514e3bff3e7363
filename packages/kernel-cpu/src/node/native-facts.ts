import type { VectorBits } from './native/level';

/** What native code would be made with on this machine, or why there is none. */
export type NativeFacts =
  | {
      /** Absolute path of the compiler. */
      readonly compiler: string;
      readonly vectorBits: VectorBits;
      /** Why vectors are not wider, where that was asked for. */
      readonly narrowerBecause?: string;
      /** Undefined for a user without a home. */
      readonly cacheFolder?: string;
      /** Why nothing is read from the cache. */
      readonly cacheUnusable?: string;
    }
  | { readonly reason: string };

/**
 * Describes the compiler, vectors and cache of native code on this machine, or why there is none.
 *
 * @param vectorBits widest vectors that are wanted, in bits
 */
export async function nativeFacts(vectorBits: number | 'auto' = 'auto'): Promise<NativeFacts> {
  const { nativeSetup } = await import('./native');
  const setup = nativeSetup(vectorBits);
  if (typeof setup === 'string') return { reason: setup };
  const { compiler, level, cache } = setup;
  return {
    compiler: compiler.path,
    vectorBits: (8 * level.bytes) as VectorBits,
    ...(level.narrowerBecause !== undefined && { narrowerBecause: level.narrowerBecause }),
    ...(cache.folder !== undefined && { cacheFolder: cache.folder }),
    ...(cache.unusable !== undefined && { cacheUnusable: cache.unusable }),
  };
}

import type { Code, Local } from '@braggsim/formula/wasm';

/** Loops over the pixels of a tile. */
export interface PixelLoops {
  /**
   * Runs over the pixels of a tile; `pixel` counts the bytes of values in lane width, `twice` those of values twice as
   * wide.
   */
  each(body: (pixel: Local, twice: Local) => void): void;
  /** Sets the values at every address to zero. */
  clear(addresses: readonly number[]): void;
}

/**
 * Makes loops over the pixels of a tile.
 *
 * @param tileBytes bytes of a tile's pixels, in lane width
 * @param wide whether there are values twice as wide
 */
export function pixelLoops(code: Code, format: 'f64x2' | 'f32x4', tileBytes: number, wide: boolean): PixelLoops {
  const each: PixelLoops['each'] = (body) => {
    const pixel = code.local('i32');
    const twice = code.local('i32');
    code.i32(0).set(pixel);
    code.loop(pixel, 16, tileBytes, () => {
      if (wide) code.get(pixel).i32(1).op('i32.shl').set(twice);
      body(pixel, twice);
    });
  };
  return {
    each,
    clear: (addresses) => {
      if (addresses.length === 0) return;
      each((pixel) => {
        for (const at of addresses) {
          code.get(pixel);
          code.splat(format, 0);
          code.memory('v128.store', at);
        }
      });
    },
  };
}

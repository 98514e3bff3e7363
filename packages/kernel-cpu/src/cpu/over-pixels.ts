import type { Code, Local } from '@braggsim/formula/wasm';
import { TILE_PIXELS } from '@braggsim/sample-loop';

/** Loops over the pixels of a tile. */
export interface PixelLoops {
  /**
   * Runs over the pixels of a tile; `pixel` counts the bytes of values in lane width, `twice` those of values twice as
   * wide.
   */
  each(body: (pixel: Local, twice: Local) => void): void;
  /** Runs over those of the pixels for whose fours, in order, a bit is set; at least one must be. */
  among(bits: Local, body: (pixel: Local, twice: Local) => void): void;
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
    among: (bits, body) => {
      const pixel = code.local('i32');
      const twice = code.local('i32');
      const left = code.local('i32');
      const end = code.local('i32');
      const bytesOfFour = tileBytes / (TILE_PIXELS / 4);
      code.get(bits).set(left);
      code.repeat(() => {
        code.get(left).op('i32.ctz').i32(bytesOfFour).op('i32.mul').tee(pixel).i32(bytesOfFour).op('i32.add').set(end);
        code.loop(pixel, 16, end, () => {
          if (wide) code.get(pixel).i32(1).op('i32.shl').set(twice);
          body(pixel, twice);
        });
        code.get(left).get(left).i32(1).op('i32.sub').op('i32.and').tee(left);
      });
    },
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

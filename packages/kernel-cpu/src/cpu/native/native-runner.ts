import { TILE_EDGE, type TileLists, tileLists } from '@braggsim/sample-loop';
import type { StructureTables } from '../../table-values';
import { BAND_ROWS, flagCount, flagTiles, type PanelPixels, wantedRows } from '../band';
import type { BandRunner, PanelShot } from '../band-runner';
import type { NativeLayout } from './layout';
import { type NativeArrays, type NativeRun, nativeArrays, runNative } from './native-arrays';

/** A panel and its numbers, as the function takes them. */
interface Loaded extends NativeArrays {
  readonly panel: PanelPixels;
  readonly columns: number;
  readonly flags: Uint8Array;
  readonly listsOf: ((firstRow: number) => TileLists) | undefined;
}

/**
 * Creates a runner of a native nest with the tables of structure factors, for one panel after the other. Pixels are
 * written directly into images.
 */
export function nativeRunner(run: NativeRun, layout: NativeLayout, structure: StructureTables): BandRunner {
  const arraysOf = nativeArrays(layout, structure);
  let loaded: Loaded | undefined;
  let isNewImage = true;
  let narrowed: Float32Array | undefined;
  /** Returns an array for float32 pixels that are wanted in another type. */
  const narrowedOf = (length: number): Float32Array => {
    if (narrowed?.length !== length) narrowed = new Float32Array(length);
    return narrowed;
  };
  return {
    load: (panel, shot: PanelShot) => {
      const columns = Math.ceil(panel.pixelsFast / TILE_EDGE);
      const [firstFast, endFast] = panel.region.fast;
      const flags = new Uint8Array(flagCount(columns));
      const arrays = arraysOf(shot, flags, { columns, firstFast, endFast, pixelsFast: panel.pixelsFast });
      const listsOf = shot.spots && tileLists(shot.spots, columns, BAND_ROWS);
      loaded = { panel, columns, flags, listsOf, ...arrays };
      isNewImage = true;
    },
    run: (firstRow, into) => {
      const { panel, columns, flags, listsOf, set, setLists, reads } = loaded as Loaded;
      const [start, end] = wantedRows(panel, firstRow);
      if (start >= end || !flagTiles(flags, panel, firstRow, columns)) return;
      set('firstRow', firstRow / TILE_EDGE);
      set('lastRow', Math.ceil(end / TILE_EDGE));
      set('firstSlow', start);
      set('endSlow', end);
      set('isNewImage', Number(isNewImage));
      isNewImage = false;
      const image = into instanceof Float32Array ? into : narrowedOf(into.length);
      if (listsOf) setLists(listsOf(firstRow));
      runNative(run, reads, image);
      if (image !== into) copyRows(image, into, panel, start, end);
      if (panel.mask) clearMasked(into, panel, start, end);
    },
  };
}

/** Copies the pixels of the region in rows [start, end) into an image of another type. */
function copyRows(
  from: Float32Array,
  into: Float32Array | Float64Array,
  { pixelsFast, region }: PanelPixels,
  start: number,
  end: number,
): void {
  for (let slow = start; slow < end; slow++) {
    const [first, last] = [slow * pixelsFast + region.fast[0], slow * pixelsFast + region.fast[1]];
    into.set(from.subarray(first, last), first);
  }
}

/** Sets the masked pixels of the region in rows [start, end) to 0. */
function clearMasked(
  image: Float32Array | Float64Array,
  { pixelsFast, region, mask }: PanelPixels,
  start: number,
  end: number,
): void {
  for (let slow = start; slow < end; slow++) {
    const [first, last] = [slow * pixelsFast + region.fast[0], slow * pixelsFast + region.fast[1]];
    for (let i = first; i < last; i++) if (mask?.[i] === 0) image[i] = 0;
  }
}

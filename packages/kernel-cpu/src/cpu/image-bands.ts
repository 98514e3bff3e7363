import type { RunOptions } from '@braggsim/core/kernel';
import type { StructureTables } from '../table-values';
import { BAND_ROWS, bandCount, type PanelPixels } from './band';
import type { BandRunner, PanelShot } from './band-runner';
import type { CompiledNest } from './generated-nest';
import { runnerCache } from './runner-cache';

/** A panel to compute, as plain data with a `CompiledNest` that can be sent to workers. */
export interface PanelWork<Code extends CompiledNest = CompiledNest> {
  readonly panel: PanelPixels;
  readonly compiled: Code;
  readonly numbers: PanelShot;
  /** Image of the panel, [slow, fast]. */
  readonly image: Float32Array | Float64Array;
}

/** All panels of an image to compute, and what they share from shot to shot. */
export interface ImageWork<Panel extends PanelWork = PanelWork> {
  readonly structure: StructureTables;
  readonly panels: readonly Panel[];
}

/** The bands of all panels, one after the other: small panels keep as many threads busy as a large one. */
export interface ImageBands {
  readonly count: number;
  compute(band: number): void;
}

/**
 * Makes bands of images, in memories that are used for every image with the same tables.
 *
 * @param otherRunner returns another runner for a panel, called for every band: all runners compute the same bytes
 */
export function imageBands<Panel extends PanelWork = PanelWork>(
  otherRunner: (work: Panel, structure: StructureTables) => BandRunner | undefined = () => undefined,
): (work: ImageWork<Panel>) => ImageBands {
  const runnerOf = runnerCache();
  // Numbers, so that a kernel that rests keeps no image. A `WeakRef` would keep each until its thread has ended what it does, and workers that
  // wait for their next task have not.
  let works = 0;
  const numberOf = new WeakMap<PanelWork, number>();
  const loaded = new WeakMap<BandRunner, number>();
  return ({ structure, panels }) => {
    const ends: number[] = [];
    for (const { panel } of panels) ends.push((ends.at(-1) ?? 0) + bandCount(panel.pixelsSlow));
    return {
      count: ends.at(-1) ?? 0,
      compute: (band) => {
        const p = ends.findIndex((end) => band < end);
        const work = panels[p] as Panel;
        const runner = otherRunner(work, structure) ?? runnerOf(work.compiled, structure);
        const number = numberOf.get(work) ?? works++;
        numberOf.set(work, number);
        if (loaded.get(runner) !== number) {
          runner.load(work.panel, work.numbers);
          loaded.set(runner, number);
        }
        runner.run((band - (ends[p - 1] ?? 0)) * BAND_ROWS, work.image);
      },
    };
  };
}

/**
 * Creates a function that reports the finished rows of panels, given the number of bands that are all computed, counted from
 * the first one of the image.
 */
export function rowReporter(
  panels: readonly Pick<PanelWork, 'panel' | 'image'>[],
  finishedRows: NonNullable<RunOptions['finishedRows']>,
): (bands: number) => void {
  let panel = 0;
  let bandsBefore = 0;
  let reported = 0;
  return (bands) => {
    for (; panel < panels.length; panel++) {
      const { image: photons, panel: pixels } = panels[panel] as PanelWork;
      const own = Math.min(bands - bandsBefore, bandCount(pixels.pixelsSlow));
      const endRow = Math.min(own * BAND_ROWS, pixels.pixelsSlow);
      if (endRow > reported) finishedRows({ panel, endRow, photons });
      reported = endRow;
      if (endRow < pixels.pixelsSlow) return;
      bandsBefore += own;
      reported = 0;
    }
  };
}

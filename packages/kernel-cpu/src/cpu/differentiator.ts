import { interrupted, type Term } from '@braggsim/core';
import {
  type Arithmetic,
  boxPixels,
  type Differentiator,
  type KernelOptions,
  type PanelPlan,
  type Registry,
  withoutNativeCode,
} from '@braggsim/core/kernel';
import { codeCache, findTerms, TILE_EDGE } from '@braggsim/sample-loop';
import { tableValues } from '../table-values';
import { beginTurns } from '../turns';
import { type BoxTiles, boxTiles } from './box-tiles';
import { type DerivativePanel, derivativePanel } from './derivative-panel';
import type { ModuleCache } from './generated-nest';
import { pixelTime } from './nest-work';
import { lazyArithmetic } from './precision';
import { keptRunners, type TileCode } from './tile-code';
import { type TileRunner, tileRunner } from './tile-runner';

/** Modules outlive the differentiators that they were generated for. */
const modules: ModuleCache = codeCache();

/** The tiles of a panel, and what computes them. */
interface PanelTiles {
  readonly tiles: BoxTiles;
  readonly prepared: DerivativePanel;
}

/** Returns the estimated time of the tiles of all panels in WebAssembly, ms. */
function timeOf(panels: readonly PanelTiles[]): number {
  const times = panels.map(({ tiles, prepared: { compiled, numbers } }) => {
    const count = tiles.bands.reduce((sum, band) => sum + band.tiles.length, 0);
    return count * TILE_EDGE ** 2 * pixelTime(compiled.nest.work, numbers.counts);
  });
  return times.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

/**
 * Makes the differentiator by generated code, on the calling thread.
 *
 * @param tileCode code besides WebAssembly; without it, native code that is required is refused
 */
export async function cpuDifferentiator(
  registry: Registry<Term>,
  options: KernelOptions = {},
  tileCode?: TileCode,
): Promise<Differentiator> {
  if (!tileCode) withoutNativeCode('single-threaded cpu', options);
  const runners = keptRunners();
  let arithmetic = (): Arithmetic => ({ precision: 'double', threads: 1 });
  return {
    run: async ({ plan, by, boxes, signal, progress }) => {
      const terms = await findTerms(plan.fixed, registry);
      const pixels = boxes.reduce((sum, box) => sum + boxPixels(box), 0);
      const result = { photons: new Float64Array(pixels), derivatives: by.map(() => new Float64Array(pixels)) };
      const ofPlan = tableValues(plan.fixed.tables);
      const made = new Map<string, Float64Array>();
      const panels = boxTiles(boxes).map((tiles) => ({
        tiles,
        prepared: derivativePanel(plan, tiles.panel, by, terms, options, modules, made),
      }));
      const nests = panels.map(({ prepared }) => prepared.compiled);
      const otherCode = await tileCode?.forRun(nests, timeOf(panels));
      const total = panels.reduce((sum, { tiles }) => sum + tiles.bands.length, 0);
      const outputs = 1 + by.length;
      let done = 0;
      let byOtherCode = 0;
      const turns = beginTurns(progress);
      for (const { tiles, prepared } of panels) {
        const { compiled, numbers } = prepared;
        const tables = { ...ofPlan, ...prepared.tables };
        const { pixelsFast } = plan.fixed.panels[tiles.panel] as PanelPlan;
        const most = Math.max(...tiles.bands.map((band) => band.tiles.length));
        let loaded: TileRunner | undefined;
        for (const band of tiles.bands) {
          if (signal?.aborted) throw interrupted();
          const other = otherCode?.runnerOf(compiled, tables, outputs);
          const runner = other ?? runners.get(compiled.key, tables, () => tileRunner(compiled, tables, outputs));
          if (runner !== loaded) runner.load(numbers, most, Math.ceil(pixelsFast / TILE_EDGE));
          loaded = runner;
          tiles.scatter(band, runner.run(band), result);
          done++;
          if (other) byOtherCode++;
          if (!turns.isOver()) continue;
          await turns.next(done / total);
          // Another run may have had its turn, with numbers of its own in the same memory.
          loaded = undefined;
        }
      }
      if (panels.length > 0) {
        const code = otherCode?.report(byOtherCode / total);
        const chosen = panels.map(({ prepared }) => prepared.arithmetic);
        arithmetic = lazyArithmetic(chosen, { threads: 1, ...(code && { code }) });
      }
      progress?.(1);
      return result;
    },
    get arithmetic() {
      return arithmetic();
    },
    close: async () => runners.clear(),
  };
}

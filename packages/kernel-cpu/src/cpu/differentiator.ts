import { interrupted, type Term } from '@braggsim/core';
import {
  type Arithmetic,
  boxPixels,
  type Differentiator,
  type KernelOptions,
  type Registry,
  withoutNativeCode,
  yieldToTasks,
} from '@braggsim/core/kernel';
import { findTerms, TILE_EDGE } from '@braggsim/sample-loop';
import type { StructureTables } from './band-runner';
import { boxTiles } from './box-tiles';
import { type DerivativeModules, type DerivativePanel, derivativePanel } from './derivative-panel';
import { leastPrecise } from './precision';
import { type TileRunner, tileRunner } from './tile-runner';

/** Bands are computed in one go for about this long before others get their turn. */
const TURN_MS = 40;

/** Modules outlive the differentiators that they were generated for. */
const modules: DerivativeModules = new Map();

/** A runner with the tables that it has in its memory. */
interface TableRunner {
  readonly runner: TileRunner;
  readonly tables: StructureTables;
}

const sameTables = (a: StructureTables, b: StructureTables): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, values]) => b[name] === values);

/** Derivatives by generated code, on the calling thread. */
export async function cpuDifferentiator(
  registry: Registry<Term>,
  options: KernelOptions = {},
): Promise<Differentiator> {
  withoutNativeCode('cpu', options);
  const runners = new Map<string, TableRunner>();
  let arithmetic: Arithmetic = { precision: 'double', threads: 1 };
  /** Runners keep their tables: the next plan with the same ones only loads its numbers. */
  const runnerOf = ({ compiled }: DerivativePanel, tables: StructureTables, outputs: number): TileRunner => {
    const known = runners.get(compiled.key);
    if (known && sameTables(known.tables, tables)) return known.runner;
    const runner = tileRunner(compiled, tables, outputs);
    runners.set(compiled.key, { runner, tables });
    return runner;
  };
  return {
    run: async ({ plan, by, boxes, signal, progress }) => {
      const terms = await findTerms(plan.fixed, registry);
      const pixels = boxes.reduce((sum, box) => sum + boxPixels(box), 0);
      const result = { photons: new Float64Array(pixels), derivatives: by.map(() => new Float64Array(pixels)) };
      const ofPlan = Object.fromEntries(Object.entries(plan.fixed.tables).map(([name, { values }]) => [name, values]));
      const made = new Map<string, Float64Array>();
      const panels = boxTiles(boxes).map((tiles) => ({
        tiles,
        prepared: derivativePanel(plan, tiles.panel, by, terms, options, modules, made),
      }));
      const total = panels.reduce((sum, { tiles }) => sum + tiles.bands.length, 0);
      let done = 0;
      let turn = performance.now();
      for (const { tiles, prepared } of panels) {
        const runner = runnerOf(prepared, { ...ofPlan, ...prepared.tables }, 1 + by.length);
        const { pixelsFast } = plan.fixed.panels[tiles.panel] as (typeof plan.fixed.panels)[number];
        const most = Math.max(...tiles.bands.map((band) => band.tiles.length));
        runner.load(prepared.numbers, most, Math.ceil(pixelsFast / TILE_EDGE));
        for (const band of tiles.bands) {
          if (signal?.aborted) throw interrupted();
          tiles.scatter(band, runner.run(band), result);
          done++;
          if (performance.now() - turn < TURN_MS) continue;
          progress?.(done / total);
          await yieldToTasks();
          turn = performance.now();
        }
      }
      if (panels.length > 0) {
        arithmetic = { ...leastPrecise(panels.map(({ prepared }) => prepared.arithmetic)), threads: 1 };
      }
      progress?.(1);
      return result;
    },
    get arithmetic() {
      return arithmetic;
    },
    close: async () => runners.clear(),
  };
}

import {
  type FixedPlan,
  fromRegistry,
  INPUTS,
  interrupted,
  type Kernel,
  type KernelResult,
  type Loop,
  orientationCount,
  type PanelPlan,
  type Plan,
  type PreparedKernel,
  type Registry,
  refusal,
  type ShotPlan,
  type Slot,
  type Term,
} from '@braggsim/core';
import type { Precision } from '@braggsim/formula';
import { BAND_ROWS, bandRunner, type PanelData } from './band-runner';
import { imageGraph, type PlanTerms, type RunningLoops } from './image-graph';
import { compileNest, type Nest } from './nest';
import { loopTables, placeCount, planValues } from './values';

export interface CpuOptions {
  readonly precision: Precision;
  readonly relaxed: boolean;
}

/** Terms of a panel, found in the registry. */
async function planTerms(fixed: FixedPlan, panel: PanelPlan, registry: Registry<Term>): Promise<PlanTerms> {
  const find = async <S extends Slot>(slot: S, id: string) => (await fromRegistry(registry, id, slot)) as Term<S>;
  const factors = await Promise.all(fixed.factors.map(({ id }) => find('factor', id)));
  return {
    surface: await find('surface', panel.surface.id),
    shape: await find('shape', fixed.shape.id),
    structure: await find('structure', fixed.structure.id),
    factors,
    ofSource: factors.map(({ inputs }) => inputs.some((i) => (INPUTS[i].varies as readonly Loop[]).includes('source'))),
    backgrounds: await Promise.all(fixed.backgrounds.map(({ id }) => find('background', id))),
  };
}

const runningLoops = (fixed: FixedPlan, shot: ShotPlan): RunningLoops => ({
  places: placeCount(fixed) > 1,
  sources: shot.sources.count > 1,
  orientations: orientationCount(shot) > 1,
});

export function cpuKernel({ precision, relaxed }: CpuOptions): Kernel {
  return {
    id: 'cpu',
    accepts: (_plan: Plan) => [],
    prepare: async (fixed, registry): Promise<PreparedKernel> => {
      const terms = await Promise.all(fixed.panels.map((panel) => planTerms(fixed, panel, registry)));
      const structure = Object.fromEntries(Object.entries(fixed.tables).map(([name, t]) => [name, t.values]));
      const compile = (p: number, shot: ShotPlan): Nest => {
        const running = runningLoops(fixed, shot);
        const panel = fixed.panels[p] as PanelPlan;
        const image = imageGraph(fixed, panel, terms[p] as PlanTerms, running, precision);
        return compileNest(image, {
          precision,
          relaxed,
          running,
          batched: precision !== 'double' && orientationCount(shot) > 64,
          tables: Object.values(fixed.tables).map((t) => t.layout),
        });
      };
      return {
        run: async (shot, { outputs = ['photons'], into = {}, signal, progress } = {}) => {
          if (outputs.some((o) => o !== 'photons'))
            throw refusal('the cpu kernel computes photons only; factors come from the reference kernel');
          const images = fixed.panels.map((p, i) => into.photons?.[i] ?? new Float32Array(p.pixelsFast * p.pixelsSlow));
          for (const [p, panel] of fixed.panels.entries()) {
            const nest = compile(p, shot);
            const reach = terms[p]?.shape.reach?.(fixed.shape.constants, fixed.shape.choices) ?? [];
            const data: PanelData = {
              pixelsFast: panel.pixelsFast,
              pixelsSlow: panel.pixelsSlow,
              planValues: planValues(fixed, panel, shot, reach),
              tables: loopTables(nest, fixed, panel, shot),
              counts: { places: placeCount(fixed), sources: shot.sources.count, orientations: orientationCount(shot) },
              structure,
              roi: panel.roi,
              ...(panel.mask && { mask: panel.mask }),
            };
            const runner = bandRunner(new WebAssembly.Module(nest.wasm as BufferSource), nest, data);
            for (let row = 0; row < panel.pixelsSlow; row += BAND_ROWS) {
              if (signal?.aborted) throw interrupted();
              runner.run(row, images[p] as Float32Array);
              progress?.((p + row / panel.pixelsSlow) / fixed.panels.length);
            }
          }
          progress?.(1);
          return { photons: images } satisfies KernelResult;
        },
        close: async () => {},
      };
    },
  };
}

import { interrupted } from '@braggsim/core';
import {
  type Kernel,
  type KernelResult,
  type PanelPlan,
  type PreparedKernel,
  withoutNativeCode,
} from '@braggsim/core/kernel';
import { addingPlans, BRAGG_OUTPUTS, type BraggOutput, isBraggOutput, outputImages } from '@braggsim/sample-loop';
import { beginTurns } from '../turns';
import { bindTerms } from './bind';
import { referenceDifferentiator } from './differentiator';
import { pixelRenderer } from './pixel';

/** Tells whether a pixel is to be computed. */
const wanted = ({ mask, pixelsFast }: PanelPlan, fast: number, slow: number): boolean =>
  mask === undefined || mask[slow * pixelsFast + fast] !== 0;

/**
 * The reference for all other kernels: float64, one thread, the loops of the specification nested in its order, and
 * every formula run as a plain function.
 */
export const referenceKernel: Kernel = addingPlans({
  id: 'reference',
  accepts: () => [],
  differentiator: (registry) => referenceDifferentiator(registry),
  prepare: async (fixed, registry, options): Promise<PreparedKernel> => {
    withoutNativeCode('reference', options);
    const terms = await bindTerms(fixed, registry);
    return {
      run: async (shot, { outputs = ['photons'], into = {}, signal, progress } = {}) => {
        const ofBragg = outputs.map((output) => BRAGG_OUTPUTS.indexOf(output as BraggOutput));
        const render = pixelRenderer(fixed, shot, terms, outputs.some(isBraggOutput));
        const factorOf = outputs.map((output) => fixed.factors.findIndex((f) => f.id === output));
        const known = fixed.factors.map(({ id }) => id);
        const images = outputImages(fixed, ['photons', ...BRAGG_OUTPUTS, ...known], outputs, into);
        const rows = fixed.panels.reduce((sum, { region }) => sum + region.slow[1] - region.slow[0], 0);
        let done = 0;
        const turns = beginTurns(progress);
        for (const [p, panel] of fixed.panels.entries()) {
          const { fast: columns, slow: rowsOf } = panel.region;
          for (let slow = rowsOf[0]; slow < rowsOf[1]; slow++) {
            if (signal?.aborted) throw interrupted();
            for (let fast = columns[0]; fast < columns[1]; fast++) {
              if (!wanted(panel, fast, slow)) continue;
              const { sum, elsewhere, factors, bragg } = render(p, fast, slow);
              let photons = shot.scale * sum;
              let others = shot.scale * elsewhere;
              let whole = 1;
              for (const [f, { mode }] of fixed.factors.entries()) {
                if (mode === 'each') continue;
                photons *= factors[f] as number;
                whole *= factors[f] as number;
                if (terms.ofSensor[f]) others *= factors[f] as number;
              }
              photons += others;
              outputs.forEach((output, o) => {
                const image = (images[output] as KernelResult[string])[p] as Float32Array;
                const [moment = -1, factor = -1] = [ofBragg[o], factorOf[o]];
                image[slow * panel.pixelsFast + fast] =
                  moment >= 0
                    ? shot.scale * whole * (bragg[moment] as number)
                    : factor === -1
                      ? photons
                      : (factors[factor] as number);
              });
            }
            done++;
            if (turns.isOver()) await turns.next(done / rows);
          }
        }
        progress?.(1);
        return images;
      },
      arithmetic: { precision: 'double', threads: 1 },
      close: async () => {},
    };
  },
});

import { interrupted, type Term } from '@braggsim/core';
import { boxPixels, type Differentiator, type Registry } from '@braggsim/core/kernel';
import { findTerms } from '@braggsim/sample-loop';
import { beginTurns } from '../turns';
import { pixelDifferentiator } from './pixel-derivatives';

/** Makes the differentiator by dual numbers, in float64 on one thread: the oracle of other kernels. */
export async function referenceDifferentiator(registry: Registry<Term>): Promise<Differentiator> {
  return {
    run: async ({ plan, by, boxes, signal, progress }) => {
      const differentiate = pixelDifferentiator(plan, by, await findTerms(plan.fixed, registry));
      const pixels = boxes.reduce((sum, box) => sum + boxPixels(box), 0);
      const photons = new Float64Array(pixels);
      const derivatives = by.map(() => new Float64Array(pixels));
      let at = 0;
      const turns = beginTurns(progress);
      for (const { panel, fast, slow } of boxes) {
        for (let y = slow[0]; y < slow[1]; y++) {
          if (signal?.aborted) throw interrupted();
          for (let x = fast[0]; x < fast[1]; x++) {
            const { value, partials } = differentiate(panel, x, y);
            photons[at] = value;
            derivatives.forEach((image, i) => {
              image[at] = partials[i] as number;
            });
            at++;
          }
          if (turns.isOver()) await turns.next(at / pixels);
        }
      }
      progress?.(1);
      return { photons, derivatives };
    },
    arithmetic: { precision: 'double', threads: 1 },
    close: async () => {},
  };
}

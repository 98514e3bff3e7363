import { usageError } from '@braggsim/core';
import { type Kernel, type Registry, withinPanel } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import type { Experiment, SimulationInputs, Stages } from '@braggsim/experiment';
import { createModelEvaluator } from '../create-model-evaluator';
import type { BuiltPlan } from '../plan';

/** Values that are held at once, photons and derivatives of all pixels. */
const MAX_VALUES = 5e7;

/** Steps of differences relative to a number, for a crystal of this many unit cells along an axis; smaller for larger ones. */
const STEP = 1e-4;
const CELLS = 5;

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/**
 * Compares the derivatives of the sum of all pixels, without background, with central differences, extrapolated by Richardson from two
 * steps.
 *
 * @param fields parameters as for `derivatives` of `@braggsim/simulate`
 * @throws BraggsimError (`usage`) for a field that the experiment does not have, that has no derivative, and for too many pixels
 */
export async function derivativeLines(
  experiment: Experiment,
  {
    inputs,
    stages,
    built,
    kernels,
  }: {
    readonly inputs: SimulationInputs;
    readonly stages: Stages;
    readonly built: BuiltPlan;
    /** The built-in kernels when absent. */
    readonly kernels?: Registry<Kernel>;
  },
  fields: readonly string[],
): Promise<string[]> {
  const boxes = built.plan.fixed.panels.map((panel, index) => ({ panel: index, ...withinPanel(panel) }));
  const pixels = boxes.reduce((sum, { fast, slow }) => sum + (fast[1] - fast[0]) * (slow[1] - slow[0]), 0);
  if (pixels * (fields.length + 1) > MAX_VALUES) {
    throw usageError(
      `${fields.length} derivatives of ${pixels} pixels need more memory than is sensible here; give a smaller region (--roi) or fewer fields`,
    );
  }
  const evaluator = await createModelEvaluator(experiment, {
    parameters: fields,
    boxes,
    inputs,
    stages,
    ...(kernels && { kernels }),
  });
  try {
    const { start } = evaluator;
    const { derivatives, photons } = await evaluator.evaluate(start);
    const largest = Math.max(CELLS, ...built.derived.crystal.cells);
    const rows = [['field', 'value', 'derivative', 'central difference', 'ratio']];
    for (const [i, field] of fields.entries()) {
      const value = start[i] as number;
      const step = ((STEP * CELLS) / largest) * (Math.abs(value) || 1);
      const difference = async (h: number): Promise<number> => {
        const at = async (by: number) =>
          sumOf((await evaluator.evaluate(start.map((x, j) => (j === i ? x + by : x)))).photons);
        return ((await at(h)) - (await at(-h))) / (2 * h);
      };
      const [coarse, fine] = [await difference(step), await difference(step / 2)];
      const central = (4 * fine - coarse) / 3;
      const derivative = sumOf(derivatives[i] as Float64Array);
      const ratio = derivative === central ? 1 : derivative / central;
      rows.push([field, formatG(value, 9), formatG(derivative, 12), formatG(central, 12), formatG(ratio, 9)]);
    }
    const widths = rows[0]?.map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0))) ?? [];
    return [
      `derivatives of the sum of ${pixels} pixels without background, ${formatG(sumOf(photons), 9)} photons:`,
      ...rows.map(
        (row) =>
          `  ${row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0))).join('  ')}`,
      ),
    ];
  } finally {
    await evaluator.close();
  }
}

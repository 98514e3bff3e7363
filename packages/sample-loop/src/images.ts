import { usageError } from '@braggsim/core';
import type { FixedPlan, KernelResult, PanelPlan, RunOptions } from '@braggsim/core/kernel';

/**
 * Makes images of zeros, or clears the given buffers.
 *
 * @throws BraggsimError (`usage`) for an output that is not `known`, or a buffer of another size
 */
export function outputImages(
  fixed: FixedPlan,
  known: readonly string[],
  outputs: readonly string[],
  into: NonNullable<RunOptions['into']>,
  make: (size: number) => Float32Array = (size) => new Float32Array(size),
): KernelResult {
  const image = (output: string, { name, pixelsFast, pixelsSlow }: PanelPlan, panel: number) => {
    const size = pixelsFast * pixelsSlow;
    const given = into[output]?.[panel];
    if (given && given.length !== size) {
      throw usageError(
        `the buffer for ${output} of panel '${name}' must hold ${pixelsSlow} x ${pixelsFast} pixels (${size}), not ${given.length}`,
      );
    }
    return given?.fill(0) ?? make(size);
  };
  return Object.fromEntries(
    outputs.map((output) => {
      if (!known.includes(output)) throw usageError(`there is no output '${output}'; there are ${known.join(', ')}`);
      return [output, fixed.panels.map((panel, i) => image(output, panel, i))];
    }),
  );
}

import type { Vec3 } from '@braggsim/core';
import { vector } from '@braggsim/core';
import type { FileExperiment } from './described';

/** The spindle and scan of a file. */
export interface ForwardScan {
  readonly goniometer?: { readonly axis: Vec3 };
  readonly scan: NonNullable<FileExperiment['scan']>;
}

/**
 * Returns a scan whose width is not negative, as DIALS requires. Where the file rotates the crystal backwards, the axis
 * and the start angle are inverted, which leaves the rotation unchanged.
 *
 * @param axis the spindle of the file; positive angles are right-handed about it
 */
export function forwardScan(startDeg: number | undefined, widthDeg: number | undefined, axis: Vec3): ForwardScan {
  const backwards = widthDeg !== undefined && widthDeg < 0;
  const sign = backwards ? -1 : 1;
  return {
    ...(backwards && { goniometer: { axis: vector.scale(axis, -1).map((c) => c + 0) as unknown as Vec3 } }),
    scan: {
      ...(startDeg !== undefined && { startDeg: sign * startDeg + 0 }),
      ...(widthDeg !== undefined && { widthDeg: sign * widthDeg }),
    },
  };
}

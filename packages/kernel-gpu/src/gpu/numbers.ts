import { refusal } from '@braggsim/core';
import { type FixedPlan, orientationCount, type PanelPlan, type ShotPlan } from '@braggsim/core/kernel';
import { indexSpread, loopTables, placeCount, planRow, type RunningLoops } from '@braggsim/sample-loop';
import { MAX_AXIS } from './fixed-point';
import type { RowsModule, ShotNumbers } from './host-rows';

/** Counts the iterations of each loop of a pixel: places in it, sources and orientations. */
export const countsOf = (fixed: FixedPlan, shot: ShotPlan): ShotNumbers['counts'] => ({
  places: placeCount(fixed),
  sources: shot.sources.count,
  orientations: orientationCount(shot),
});

/** Returns the loops that have more than one iteration. */
export const runningOf = ({ places, sources, orientations }: ShotNumbers['counts']): RunningLoops => ({
  places: places > 1,
  sources: sources > 1,
  orientations: orientations > 1,
});

/** Makes a function that collects the numbers of shots on a panel, in float64. */
export function shotNumbers(
  rows: RowsModule,
  fixed: FixedPlan,
  panel: PanelPlan,
  reach: readonly number[],
): (shot: ShotPlan) => ShotNumbers {
  const planOf = planRow(rows.planNames, fixed, panel, reach);
  return (shot) => ({
    planValues: planOf(shot),
    tables: loopTables(rows, fixed, panel, shot),
    counts: countsOf(fixed, shot),
  });
}

/**
 * Checks that the cell vectors are in the range of the fixed-point numbers.
 *
 * @throws BraggsimError (`refused`) when one is too long
 */
export function checkReach(shot: ShotPlan): void {
  const spread = indexSpread(shot);
  if (spread <= MAX_AXIS) return;
  throw refusal(
    `kernel 'gpu' cannot run this: a cell vector is ${spread.toPrecision(3)} wavelengths long, more than the ${MAX_AXIS} that its fixed-point numbers can represent; use the cpu kernel`,
  );
}

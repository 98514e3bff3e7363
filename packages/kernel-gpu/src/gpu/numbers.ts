import { type FixedPlan, orientationCount, type PanelPlan, refusal, type ShotPlan } from '@braggsim/core';
import { indexSpread, loopTables, placeCount, planValues, type RunningLoops } from '@braggsim/sample-loop';
import { LONGEST_AXIS } from './fixed-point';
import type { RowsModule, ShotNumbers } from './host-rows';

/** How often each loop runs. */
export const countsOf = (fixed: FixedPlan, shot: ShotPlan): ShotNumbers['counts'] => ({
  places: placeCount(fixed),
  sources: shot.sources.count,
  orientations: orientationCount(shot),
});

export const runningOf = ({ places, sources, orientations }: ShotNumbers['counts']): RunningLoops => ({
  places: places > 1,
  sources: sources > 1,
  orientations: orientations > 1,
});

/** The numbers of a shot on a panel, float64. */
export const shotNumbers = (
  rows: RowsModule,
  fixed: FixedPlan,
  panel: PanelPlan,
  shot: ShotPlan,
  reach: readonly number[],
): ShotNumbers => ({
  planValues: planValues(fixed, panel, shot, reach),
  tables: loopTables(rows, fixed, panel, shot),
  counts: countsOf(fixed, shot),
});

/** @throws BraggsimError (`refused`) where fixed point does not reach */
export function checkReach(shot: ShotPlan): void {
  const spread = indexSpread(shot);
  if (spread <= LONGEST_AXIS) return;
  throw refusal(
    `kernel 'gpu' cannot run this: a cell vector is ${spread.toPrecision(3)} wavelengths long, more than the ${LONGEST_AXIS} that its fixed-point numbers are made for; use the cpu kernel`,
  );
}

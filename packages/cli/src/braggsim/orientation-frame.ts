import { type Experiment, resolveChoices } from '@braggsim/core';
import { dialsFrame } from '@braggsim/detector-io';
import { resolveDetector } from '@braggsim/geometry';
import type { DialsAxes } from '@braggsim/lattice';
import type { LoadOptions } from '../inputs';

/** Lab frames of detector files: dxtbx has that of DIALS, CrystFEL that of NeXus. */
const LABS: Readonly<Record<string, DialsAxes>> = {
  '.expt': { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] },
  '.geom': { x: [-1, 0, 0], y: [0, 1, 0], z: [0, 0, -1] },
};

/** Conventions with the lab frame of MOSFLM. */
const MOSFLM: ReadonlySet<string> = new Set(['mosflm', 'denzo', 'adxv']);

/**
 * In which lab frame the orientation of a crystal is wanted. With a detector file a MOSFLM matrix is turned as well;
 * otherwise it holds for the lab frame of any convention, as in the C program.
 *
 * @param model as given: the experiment has the content of a detector file in its place
 */
export function orientationFrame(model: string | undefined, experiment: Experiment): NonNullable<LoadOptions['frame']> {
  const detector = resolveDetector(
    experiment,
    resolveChoices(experiment.compat ?? 'corrected', experiment.choices),
  ).value;
  const { spindle, convention } = detector;
  const lab = LABS[/\.[^./\\]+$/.exec(model ?? '')?.[0].toLowerCase() ?? ''];
  if (lab) return { lab, turnMatrix: true, spindle };
  return MOSFLM.has(convention) ? { spindle } : { lab: dialsFrame(detector), spindle };
}

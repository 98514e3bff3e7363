import { units, type Warning } from '@braggsim/core';
import { type Compatibility, resolveCompatibility, type Scan, type WithWarnings } from '@braggsim/core/derived';
import { checkSampleCount } from './limits';
import type { ScanSection } from './sections';

interface Sampling {
  readonly width: number;
  readonly step: number;
  readonly steps: number;
}

/** Spindle angles of one image, in rising order. */
export interface ResolvedScan extends WithWarnings<Scan> {
  /** Whether the angles are about the opposite of the spindle, since the crystal rotates backwards. */
  readonly reversed: boolean;
}

/**
 * Resolves the spindle angles of one image (rad). A negative width rotates the crystal backwards; R(a, phi) = R(-a,
 * -phi) makes it a scan with rising angles about the opposite of the spindle, as other programs need it.
 *
 * @param compatibility compatibility options; correct physics where one is absent
 * @returns the scan, with warnings where a given count, range or step is changed
 * @throws BraggsimError (`usage`) for more than `MAX_SAMPLES` samples
 */
export function resolveScan(section: ScanSection = {}, compatibility: Partial<Compatibility> = {}): ResolvedScan {
  const { phiSample } = resolveCompatibility('corrected', compatibility);
  const reversed = (section.widthDeg ?? 0) < 0;
  const forward = reversed ? forwardSection(section) : section;
  const start = units.fromDegrees(forward.startDeg ?? 0);
  const sampling = sample(forward);
  checkSampleCount('spindle samples', sampling.steps);
  const shift = phiSample === 'middle' ? 0.5 : 0;
  const angles = Float64Array.from({ length: sampling.steps }, (_, n) => start + (n + shift) * sampling.step);
  return { value: { start, ...sampling, angles }, reversed, warnings: changes(forward, sampling) };
}

/** Returns the same scan about the opposite axis. The step has the sign of the width, whichever it was given with. */
const forwardSection = ({ startDeg = 0, widthDeg = 0, stepDeg, ...section }: ScanSection): ScanSection => ({
  ...section,
  startDeg: 0 - startDeg,
  widthDeg: 0 - widthDeg,
  ...(stepDeg !== undefined && { stepDeg: Math.abs(stepDeg) }),
});

/** Completes range, step and number of samples by the rules of the C program; negative values count as absent. */
function sample({ widthDeg = -1, stepDeg = -1, phiSteps = -1 }: ScanSection): Sampling {
  const width = units.fromDegrees(widthDeg);
  const step = units.fromDegrees(stepDeg);
  if (width < 0 && step > 0) return { width: step, step, steps: 2 };
  if (phiSteps < 0) {
    if (width < 0) return { width: 0, step: 0, steps: 1 };
    if (step <= 0) return { width, step: width / 2, steps: 2 };
    return { width, step, steps: Math.max(1, Math.ceil(width / step)) };
  }
  const steps = Math.max(1, phiSteps);
  if (width < 0) return { width: units.fromDegrees(1), step: units.fromDegrees(1) / steps, steps };
  return { width, step: step < 0 ? width / steps : step, steps };
}

function changes({ widthDeg, stepDeg, phiSteps }: ScanSection, resolved: Sampling): Warning[] {
  const changed = [
    phiSteps !== undefined && phiSteps !== resolved.steps && `phiSteps ${phiSteps}`,
    widthDeg !== undefined && units.fromDegrees(widthDeg) !== resolved.width && `widthDeg ${widthDeg}`,
    stepDeg !== undefined && units.fromDegrees(stepDeg) !== resolved.step && `stepDeg ${stepDeg}`,
  ].filter((text) => text !== false);
  if (changed.length === 0) return [];
  const degrees = (angle: number) => Number(units.toDegrees(angle).toPrecision(12));
  const { steps, step, width } = resolved;
  return [
    {
      id: 'scan-steps',
      message: `scan: ${changed.join(' and ')} cannot be kept with what else is given; the samples are ${steps}, ${degrees(step)} deg apart, for a range of ${degrees(width)} deg. Give range and count to be sure of both`,
    },
  ];
}

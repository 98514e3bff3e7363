import { formatG, formatSeconds } from '@braggsim/core/text';
import type { FailedShotReport, ShotReport } from './report';

const DIGITS = 9;
/** Digits of a standard deviation, and so of the value that it belongs to. */
const DIGITS_OF_ERROR = 2;
const MAX_DECIMALS = 15;

const shown = (value: number | null, digits = DIGITS): string => (value === null ? '-' : formatG(value, digits));

/** Formats a value and its standard deviation with the same decimals; a value without one has nine digits. */
function withError(value: number, esd: number | null): readonly [value: string, esd: string] {
  const decimals = esd !== null && esd > 0 ? DIGITS_OF_ERROR - 1 - Math.floor(Math.log10(esd)) : Number.NaN;
  if (esd === null || !(decimals >= 0 && decimals <= MAX_DECIMALS)) return [shown(value), shown(esd, 3)];
  return [value.toFixed(decimals), esd.toFixed(decimals)];
}

/** Returns the marks of a refined number in the table. */
const marks = ({ atBound, shared, restraint }: ShotReport['parameters'][number]): string =>
  [atBound && 'at its bound', shared && 'shared', restraint && 'restrained'].filter((mark) => mark).join(', ');

/** Reports how many boxes stand out, and where the worst of those that count is. */
function outlierLines({ outliers }: ShotReport): string[] {
  const rejected = outliers.filter((one) => one.rejected).length;
  const [worst, ...others] = outliers.filter((one) => !one.rejected).sort((one, other) => other.sigmaZ - one.sigmaZ);
  const left = rejected === 1 ? '1 box that stood out was' : `${rejected} boxes that stood out were`;
  const stand = others.length === 0 ? '1 box stands out' : `${others.length + 1} boxes stand out, the worst`;
  return [
    ...(rejected > 0 ? [`  ${left} left out`] : []),
    ...(worst
      ? [
          `  ${stand} at fast ${worst.fast}, slow ${worst.slow} of panel ${worst.panel}: sigmaZ ${shown(worst.sigmaZ, 3)}`,
        ]
      : []),
  ];
}

/**
 * Formats the report of a refined shot as lines for people.
 *
 * @param number number of the shot, from 1
 * @param shots number of all shots; with several, the title names the number
 */
export function shotLines(report: ShotReport | FailedShotReport, number: number, shots: number): string[] {
  const title = shots > 1 ? `shot ${number}: ${report.image}` : report.image;
  if (!('parameters' in report)) return [`${title}: failed`, `  ${report.failure}`];
  const { parameters, sigmaZ, rFactor, offsetsPx, seconds, evaluations, boxes, pixels } = report;
  const rows = parameters.map((one) => [
    one.name,
    shown(one.start),
    ...withError(one.value, one.esd),
    one.unit,
    marks(one),
  ]);
  const table = [['', 'start', 'refined', 'e.s.d.', 'unit', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, i) => (i === 0 || i > 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd();
  const { start, end } = offsetsPx;
  return [
    `${title}: ${report.status} after ${evaluations} evaluations, ${formatSeconds(seconds.refine)}`,
    ...table.map(line),
    `  sigmaZ ${shown(sigmaZ, 4)}, R ${shown(rFactor, 3)}, ${boxes} boxes of ${pixels} pixels`,
    `  centroids: ${shown(start.median, 3)} px off at the start, ${shown(end.median, 3)} px at the end (median of ${end.boxes})`,
    ...outlierLines(report),
    ...report.undetermined.map(({ sentence }) => `  not determined: ${sentence}`),
    ...report.settings.map(
      ({ matrix, deviance, chosen }) =>
        `  indexing ${matrix.join(' ')}: deviance ${shown(deviance, 6)}${chosen ? ', chosen' : ''}`,
    ),
  ];
}

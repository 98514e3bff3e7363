import { formatG, formatSeconds } from '@braggsim/core/text';
import type { FailedShotReport, ShotReport } from './report';

const DIGITS = 9;

const shown = (value: number | null, digits = DIGITS): string => (value === null ? '-' : formatG(value, digits));

/** Returns the marks of a refined number in the table. */
const marks = ({ atBound, shared, restraint }: ShotReport['parameters'][number]): string =>
  [atBound && 'at its bound', shared && 'shared', restraint && 'restrained'].filter((mark) => mark).join(', ');

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
    shown(one.value),
    shown(one.esd, 3),
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
    ...report.undetermined.map(({ sentence }) => `  not determined: ${sentence}`),
    ...report.settings.map(
      ({ matrix, deviance, chosen }) =>
        `  indexing ${matrix.join(' ')}: deviance ${shown(deviance, 6)}${chosen ? ', chosen' : ''}`,
    ),
  ];
}

import { EXIT_CODES, isBraggsimError } from '@braggsim/core';
import { formatG } from '@braggsim/core/text';
import type { FailedShotReport } from '@braggsim/refine';
import { failedShot, forecastShot, type ListedShot, type ShotForecast } from '@braggsim/refine/node';
import type { Terminal } from '../terminal/command';

const shown = (value: number | null): string => (value === null ? '-' : formatG(value, 9));

/** Formats what would be refined as lines for people. */
function forecastLines({ image, boxes, pixels, masked, settings, parameters, failure }: ShotForecast): string[] {
  const rows = [
    ['', 'start', 'lower', 'upper', 'unit', ''],
    ...parameters.map(({ name, unit, start, lower, upper, shared }) => [
      ...[name, shown(start), shown(lower), shown(upper), unit],
      shared ? 'shared' : '',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, i) => (i === 0 || i > 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd();
  const tried = settings > 1 ? `, in ${settings} indexings` : '';
  return [
    `${image}: would ${failure === undefined ? '' : 'not '}be refined on ${pixels} pixels of ${boxes} boxes, ${masked} left out${tried}`,
    ...rows.map(line),
  ];
}

/**
 * Reports what would be refined of each shot.
 *
 * @returns the exit code of each
 */
export async function forecast(
  shots: readonly ListedShot[],
  json: boolean,
  { out, err }: Terminal,
): Promise<readonly number[]> {
  const found: (ShotForecast | FailedShotReport)[] = [];
  const codes: number[] = [];
  const failed = (message: string, code: number): void => {
    err(`braggsim: ${message}\n`);
    codes.push(code);
  };
  /** Messages about one of several shots begin with its image. */
  const named = (image: string): string => (shots.length > 1 ? `${image}: ` : '');
  for (const shot of shots) {
    if (!('files' in shot)) {
      found.push(shot.report as FailedShotReport);
      failed(String(shot.report.failure), shot.exitCode);
      continue;
    }
    try {
      const one = await forecastShot(shot);
      for (const message of one.warnings) err(`braggsim: warning: ${named(one.image)}${message}\n`);
      if (!json)
        out(
          forecastLines(one)
            .map((line) => `${line}\n`)
            .join(''),
        );
      found.push(one);
      if (one.failure === undefined) codes.push(0);
      else failed(`${named(one.image)}${one.failure}`, EXIT_CODES.unconverged);
    } catch (error) {
      if (!isBraggsimError(error, 'data', 'refused')) throw error;
      const { report } = failedShot(shot.number, shot.files, error.message);
      found.push(report as FailedShotReport);
      failed(error.message, EXIT_CODES.data);
    }
  }
  if (json) out(`${JSON.stringify({ command: 'refine', dryRun: true, shots: found }, null, 2)}\n`);
  return codes;
}

import { formatG } from '@braggsim/core/text';
import type { ImageDescription } from './describe';
import type { ResolutionShell } from './resolution';

const g = (x: number): string => (x === Number.POSITIVE_INFINITY ? 'infinite' : formatG(x));

/** Formats resolution shells as lines for people. */
export function shellLines(shells: readonly ResolutionShell[] | undefined): string[] {
  if (!shells) return ['', 'no resolution shells: the file does not give the position of its detector'];
  const row = (...cells: readonly string[]) => cells.map((cell) => cell.padStart(12)).join('');
  return [
    '',
    row('from (A)', 'to (A)', 'pixels', 'mean', 'sigma'),
    ...shells.map(({ from, to, pixels, mean, sigma }) => row(g(from), g(to), `${pixels}`, g(mean), g(sigma))),
  ];
}

/** Returns a row for each panel of an image with several panels. */
function panelLines(panels: readonly ImageDescription[]): string[] {
  if (panels.length <= 1) return [];
  const row = (...cells: readonly string[]) => cells.map((cell) => cell.padStart(12)).join('');
  const figures = (d: ImageDescription) => [d.sum, d.mean, d.deviation, d.min, d.max].map(g);
  return [
    '',
    row('panel', 'pixels', 'sum', 'mean', 'deviation', 'min', 'max'),
    ...panels.map((d, panel) => row(`${panel}`, `${d.pixels}`, ...figures(d))),
  ];
}

/**
 * Formats the description of an image as lines for people.
 *
 * @param panels descriptions of its panels, which have lines of their own where there are several
 */
export const descriptionLines = (d: ImageDescription, panels: readonly ImageDescription[] = []): string[] => [
  `sum         ${g(d.sum)}`,
  `mean        ${g(d.mean)} over ${d.pixels - d.masked - d.notANumber} pixels`,
  `rms         ${g(d.rms)}`,
  `deviation   ${g(d.deviation)}`,
  `min         ${g(d.min)}`,
  `max         ${g(d.max)} at ${panels.length > 1 ? `panel ${d.maxAt.panel}, ` : ''}fast ${d.maxAt.fast}, slow ${d.maxAt.slow}`,
  ...d.percentiles.map(({ percentile, value }) => `${`${percentile} %`.padEnd(11)} ${g(value)}`),
  `pixels      ${d.pixels}: ${d.zero} zero, ${d.negative} negative, ${d.notANumber} not a number, ${d.overloads} overloaded, ${d.masked} masked`,
  ...panelLines(panels),
];

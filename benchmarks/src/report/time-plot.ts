import type { KernelRow } from '../results';
import { type Panel, plot, type Series } from './plot';

type Abscissa = (row: KernelRow) => number;

/** Creates one series for each precision and kind of code, and one for the C program where it was measured. */
function seriesOver(abscissa: Abscissa, rows: readonly KernelRow[]): Series[] {
  const sorted = [...rows].sort((a, b) => abscissa(a) - abscissa(b));
  const nameOf = ({ precision, native }: KernelRow) => (native === 'off' ? precision : `${precision}, native`);
  const names = [...new Set(rows.map(nameOf))];
  const measured = names.map((name) => ({
    name,
    points: sorted.filter((row) => nameOf(row) === name).map((row) => [abscissa(row), row.time.median] as const),
  }));
  const [first] = names;
  const beside = sorted.filter((row) => nameOf(row) === first && row.versusC);
  const c = beside.map((row) => [abscissa(row), row.versusC?.time.median ?? 0] as const);
  return c.length > 0 ? [...measured, { name: 'C program', points: c }] : measured;
}

/** Tells whether rows have more than one value on an axis. */
const several = (abscissa: Abscissa, rows: readonly KernelRow[]): boolean => new Set(rows.map(abscissa)).size > 1;

/**
 * Plots the time of an image on one thread against its size and against the number of samples of a pixel.
 *
 * @returns SVG, or undefined when fewer than two sizes and fewer than two numbers of samples were measured
 */
export function timePlot(kernel: readonly KernelRow[]): string | undefined {
  const rows = kernel.filter(({ threads }) => threads === 1);
  const size: Abscissa = (row) => row.size;
  const samples: Abscissa = (row) => row.samplesPerPixel;
  const bySize = rows.filter(({ workload }) => workload === 'W1' || workload === 'W2');
  const oneSize = rows.find(({ workload }) => workload === 'W3/N5')?.size;
  const bySamples = rows.filter(
    (row) => row.size === oneSize && ['W1', 'W3/30', 'W3/150', 'W3/N5'].includes(row.workload),
  );
  const panels: Panel[] = [];
  const yLabel = 'ms an image';
  if (several(size, bySize)) {
    panels.push({ title: '1 step, N = 5', xLabel: 'pixels a side', yLabel, series: seriesOver(size, bySize) });
  }
  if (several(samples, bySamples)) {
    panels.push({
      title: `${oneSize} x ${oneSize} pixels, N = 5`,
      xLabel: 'steps a pixel',
      yLabel,
      series: seriesOver(samples, bySamples),
    });
  }
  return panels.length > 0 ? plot(panels) : undefined;
}

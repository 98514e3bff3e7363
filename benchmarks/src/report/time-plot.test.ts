import { expect, test } from 'vitest';
import { kernelRow, versusC } from './row.fixture';
import { timePlot } from './time-plot';

const at = (median: number) => ({ time: { median, least: median, most: median } });
const centres = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

test('a single point gives no plot', () => {
  expect(timePlot([kernelRow()])).toBeUndefined();
});

test('both axes are logarithmic, larger sizes are to the right and longer times higher', () => {
  const rows = [kernelRow({ size: 256, ...at(1) }), kernelRow({ size: 1024, ...at(16) }), kernelRow(at(4))];
  const svg = timePlot(rows) ?? '';
  const [a, b, c] = centres(svg) as [[number, number], [number, number], [number, number]];
  expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 0);
  expect(a[0]).toBeLessThan(b[0]);
  expect(a[1] - b[1]).toBeCloseTo(b[1] - c[1], 0);
  expect(c[1]).toBeLessThan(a[1]);
});

test('steps have their own panel, with the C program where it was measured', () => {
  const steps = (workload: string, samplesPerPixel: number) =>
    kernelRow({ workload, samplesPerPixel, versusC, ...at(samplesPerPixel) });
  const svg = timePlot([steps('W1', 1), steps('W3/30', 30), steps('W3/N5', 750)]) ?? '';
  expect(svg).toContain('512 x 512 pixels, N = 5');
  expect(svg).toContain('>C program</text>');
  expect(centres(svg)).toHaveLength(6);
});

test('only rows on one thread are plotted', () => {
  expect(timePlot([kernelRow(), kernelRow({ size: 256, threads: 2 })])).toBeUndefined();
});

import { expect, test } from 'vitest';
import type { ShotReport } from './report';
import { shotLines } from './shot-lines';

const number = (name: string, value: number, esd: number | null) =>
  ({ name, unit: 'A', start: 78.5, value, esd, shared: false, atBound: false, restraint: null }) as unknown;

const box = (slow: number, sigmaZ: number, rejected: boolean) => ({ panel: 1, fast: 7, slow, sigmaZ, rejected });

const report = {
  image: 'still.img',
  status: 'poor',
  evaluations: 12,
  seconds: { read: 0, refine: 1.5, write: 0 },
  boxes: 40,
  pixels: 5000,
  sigmaZ: 1.7,
  rFactor: 0.05,
  offsetsPx: { start: { median: 0.4, boxes: 40 }, end: { median: 0.01, boxes: 40 } },
  parameters: [
    number('cell.a', 78.3492638714, 0.000376),
    number('cell.b', -0.0908481756, 0.0412),
    number('cell.c', 78.3492638714, null),
    number('alpha', 6421.4, 178),
    number('beta', 90.06, 9.51),
  ],
  outliers: [box(3, 4.5, true), box(9, 5.25, false), box(11, 17.8, false), box(2, 6, true)],
  undetermined: [],
  settings: [],
} as unknown as ShotReport;

test('values have the decimals of two digits of their standard deviations', () => {
  const rows = shotLines(report, 1, 1).map((line) => line.trim().split(/ +/));
  const found = rows.filter(([name]) => /^(cell|alpha|beta)/.test(name ?? '')).map(([, , value, esd]) => [value, esd]);
  expect(found).toEqual([
    ['78.34926', '0.00038'],
    ['-0.091', '0.041'],
    ['78.3492639', '-'],
    ['6421.4', '178'],
    ['90.1', '9.5'],
  ]);
});

test('boxes that stand out are counted, those that were left out by themselves', () => {
  const lines = shotLines(report, 1, 1);
  expect(lines).toContain('  2 boxes that stood out were left out');
  expect(lines).toContain('  2 boxes stand out, the worst at fast 7, slow 11 of panel 1: sigmaZ 17.8');
  const [only] = report.outliers;
  const alone = shotLines({ ...report, outliers: only ? [only] : [] }, 1, 1);
  expect(alone).toContain('  1 box that stood out was left out');
  expect(alone.join()).not.toMatch(/stands? out/);
});

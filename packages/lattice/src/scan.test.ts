import { units } from '@braggsim/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveScan } from './scan';
import type { ScanSection } from './sections';

const start = (section?: ScanSection) => resolveScan(section, { phiSample: 'start' });
const rounded = (radians: number) => Number(units.toDegrees(radians).toPrecision(12));
const summary = (section?: ScanSection) => {
  const { value, warnings } = start(section);
  return [value.steps, rounded(value.width), rounded(value.step), warnings.length];
};

// [count, width, step, warnings] of every way to give a range.
test.each<[ScanSection | undefined, number[]]>([
  [undefined, [1, 0, 0, 0]],
  [{ stepDeg: 0.5 }, [2, 0.5, 0.5, 0]],
  [{ widthDeg: 3 }, [2, 3, 1.5, 0]],
  [{ widthDeg: 0 }, [2, 0, 0, 0]],
  [{ widthDeg: 1, stepDeg: 0.4 }, [3, 1, 0.4, 0]],
  [{ phiSteps: 4 }, [4, 1, 0.25, 0]],
  [{ phiSteps: 0 }, [1, 1, 1, 1]],
  [{ phiSteps: 5, stepDeg: 0.1 }, [2, 0.1, 0.1, 1]],
  [{ phiSteps: 4, widthDeg: 2 }, [4, 2, 0.5, 0]],
  [{ phiSteps: 4, widthDeg: 2, stepDeg: 0.1 }, [4, 2, 0.1, 0]],
  [{ phiSteps: 4, widthDeg: 2, stepDeg: 0 }, [4, 2, 0, 0]],
  [{ widthDeg: -1, phiSteps: 2 }, [2, 1, 0.5, 0]],
  [{ widthDeg: -1, stepDeg: -0.5 }, [2, 1, 0.5, 0]],
  [{ widthDeg: 0, stepDeg: 1 }, [1, 0, 1, 0]],
])('the steps of %j have their number, range and warnings', (section, expected) => {
  expect(summary(section)).toEqual(expected);
});

test('the count of range over step rounds up in radians', () => {
  const steps = (widthDeg: number, stepDeg: number) => start({ widthDeg, stepDeg }).value.steps;
  expect(steps(0.9, 0.3)).toBe(4);
  expect(steps(1.1, 0.1)).toBe(12);
  expect(steps(0.3, 0.1)).toBe(3);
});

test('a lost count is named in the warning', () => {
  expect(start({ phiSteps: 5, stepDeg: 0.1 }).warnings[0]?.message).toMatch(/phiSteps 5 cannot be kept.*2, 0\.1 deg/);
});

test('a lost step is named, and a step of the other sign belongs to the width', () => {
  const [warning] = resolveScan({ widthDeg: 2, stepDeg: 0 }).warnings;
  expect(warning).toMatchObject({
    id: 'scan-steps',
    message: expect.stringMatching(/^scan: stepDeg 0 cannot .*2, 1 deg/),
  });
  const lost = resolveScan({ widthDeg: 2, stepDeg: 0, phiSteps: -1 }).warnings;
  expect(lost[0]?.message).toMatch(/^scan: phiSteps -1 and stepDeg 0 cannot/);
  for (const stepDeg of [0.5, -0.5]) {
    const { value, warnings } = resolveScan({ widthDeg: -2, stepDeg });
    expect([value.steps, rounded(value.step), warnings]).toEqual([4, 0.5, []]);
  }
});

test('samples lie at the start or in the middle of each step', () => {
  const section = { startDeg: 10, widthDeg: 2, phiSteps: 4 };
  const degrees = (phiSample: 'start' | 'middle') =>
    Array.from(resolveScan(section, { phiSample }).value.angles, rounded);
  expect(degrees('start')).toEqual([10, 10.5, 11, 11.5]);
  expect(degrees('middle')).toEqual([10.25, 10.75, 11.25, 11.75]);
});

test('a negative width is a scan about the opposite spindle, from the opposite start', () => {
  const { value, reversed } = resolveScan({ startDeg: 10, widthDeg: -2, phiSteps: 2 }, { phiSample: 'start' });
  expect([reversed, Array.from(value.angles, rounded), rounded(value.start)]).toEqual([true, [-10, -9], -10]);
  expect(resolveScan({ startDeg: 10, widthDeg: 2 }, { phiSample: 'start' }).reversed).toBe(false);
});

test('a still stays at its angle', () => {
  const { angles } = resolveScan({ startDeg: 30 }, { phiSample: 'middle' }).value;
  expect(Array.from(angles, rounded)).toEqual([30]);
});

test('middle samples of range and count average to the middle of the range', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0.01, max: 90, noNaN: true }),
      (phiSteps, widthDeg) => {
        const { angles, width } = resolveScan({ widthDeg, phiSteps }, { phiSample: 'middle' }).value;
        const mean = angles.reduce((sum, angle) => sum + angle, 0) / phiSteps;
        expect(mean / (width / 2)).toBeCloseTo(1, 12);
      },
    ),
  );
});

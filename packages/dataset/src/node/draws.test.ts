import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { deviatesOf } from '../draws/deviates';
import { aboutAxis, drawDirection, drawRotation } from '../draws/directions';
import { draw, drawScalar } from '../draws/distribution';
import { type DrawnShot, shotDraws } from '../draws/draw-shot';
import { readPlanFile } from './read-plan-file';
import { readTables } from './read-tables';

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures', name);

const planOf = async () => {
  const { plan } = await readPlanFile(fixture('draws.yaml'));
  const { tables, warnings } = await readTables(plan);
  return { plan, tables, warnings };
};

/** Compares numbers, and lists of them, with those of another program. */
function expectClose(found: unknown, wanted: unknown, name: string): void {
  const [own, other] = [found, wanted].map((value) => [value].flat() as number[]) as [number[], number[]];
  expect(own.length, name).toBe(other.length);
  for (const [i, x] of other.entries()) {
    if (typeof x === 'number') {
      const size = Math.max(1, Math.abs(x));
      expect(Math.abs((own[i] as number) - x) / size, `${name}: ${own[i]} is not ${x}`).toBeLessThan(1e-12);
    } else expect(own[i], name).toBe(x);
  }
}

interface Expected extends Pick<DrawnShot, 'hit' | 'lattices' | 'quadrant'> {
  readonly axes: readonly (readonly [number, number, number])[];
  readonly anglesDeg: readonly number[];
  readonly rotation: readonly number[];
  readonly values: Readonly<Record<string, unknown>>;
}

test('every distribution draws what another program draws from the specification (fixtures/draws.py)', async () => {
  const { plan, tables } = await planOf();
  const drawn = shotDraws(plan, tables);
  const all = JSON.parse(readFileSync(fixture('draws.json'), 'utf8')) as Record<string, Expected>;
  for (const [number, wanted] of Object.entries(all)) {
    const { hit, lattices, quadrant, turns, values } = drawn(Number(number));
    expect({ hit, lattices, quadrant }, number).toEqual({
      hit: wanted.hit,
      lattices: wanted.lattices,
      quadrant: wanted.quadrant,
    });
    for (const [path, value] of Object.entries(wanted.values))
      expectClose(values.get(path), value, `${number} ${path}`);
    expect([...values].filter(([, value]) => value !== undefined).length).toBe(Object.keys(wanted.values).length);
    for (const [i, axis] of wanted.axes.entries())
      expectClose(turns[i], aboutAxis(axis, wanted.anglesDeg[i] as number), `${number} lattice ${i + 1}`);
    const rotation = drawRotation(deviatesOf(7, 'rotation')(Number(number)), [], () => 0);
    expectClose(rotation, wanted.rotation, `${number} rotation`);
  }
});

test('the check values of the specification', () => {
  const deviates = deviatesOf(7, 'detector.distanceMm')(123456);
  expect([deviates(0), deviates(1)]).toEqual([0.08242507371942182, 0.4894059393542028]);
  expect(draw({ kind: 'uniform', low: 200, high: 300 }, deviates, 123456)).toBe(208.24250737194217);
  const q = drawRotation(deviatesOf(7, 'crystal.orientation')(123456), [], () => 0);
  expect(q.map((x) => x.toFixed(10))).toEqual(['0.4377653609', '-0.2767488755', '-0.8195444933', '-0.2451904814']);
});

test('a field that is added, and a set that grows, leave all other draws as they were', async () => {
  const { plan, tables } = await planOf();
  const more = {
    ...plan,
    shots: 2 * plan.shots,
    vary: { 'sampling.dMinA': { distribution: { kind: 'uniform', low: 1, high: 2 }, when: [] } as const, ...plan.vary },
  };
  const [before, after] = [shotDraws(plan, tables), shotDraws(more, tables)];
  for (const shot of [5, 0, 99, 12345]) {
    const { values, ...others } = after(shot);
    const { experiment, ...same } = before(shot);
    expect(values.get('sampling.dMinA')).toBe(others.experiment.sampling?.dMinA);
    values instanceof Map && values.delete('sampling.dMinA');
    expect({ ...others, values, experiment }).toEqual({ ...same, experiment });
  }
});

test('a field that another states in other words gives way to the one that is drawn', async () => {
  const { plan, tables } = await planOf();
  const { experiment } = shotDraws(plan, tables)(0);
  expect(experiment.beam?.energyEv).toBeCloseTo(12786.668, 3);
  expect(experiment.beam?.wavelengthA).toBeUndefined();
  expect(experiment.detector?.originPx).toEqual([251, 261]);
  expect(experiment.crystal?.cell).toBe(plan.experiment.crystal?.cell);
});

test('20,000 rotations and directions are uniformly distributed (Kolmogorov and Smirnov at 0.1 %)', () => {
  const count = 20_000;
  const [angles, heights, caps] = [[], [], []] as [number[], number[], number[]];
  const [rotations, directions] = [deviatesOf(3, 'crystal.orientation'), deviatesOf(3, 'goniometer.axis')];
  for (let shot = 0; shot < count; shot++) {
    const q = drawRotation(rotations(shot), [], () => 0);
    const angle = 2 * Math.acos(Math.min(1, Math.abs(q[0])));
    angles.push((angle - Math.sin(angle)) / Math.PI);
    // Where a fixed direction goes is uniform on the sphere, so that each of its coordinates is uniform.
    const m = vector.ofQuaternion(q);
    heights.push((1 + 0.6 * (m[1] as number) + 0.8 * (m[2] as number)) / 2);
    const [x, y, z] = drawDirection(directions(shot), 30, [1, 2, -2]);
    expect(x * x + y * y + z * z).toBeCloseTo(1, 12);
    caps.push((1 - (x + 2 * y - 2 * z) / 3) / (1 - Math.cos(Math.PI / 6)));
  }
  for (const [name, values] of Object.entries({ angles, heights, caps })) {
    values.sort((a, b) => a - b);
    const off = Math.max(...values.map((x, i) => Math.max(x - i / count, (i + 1) / count - x)));
    expect(off * Math.sqrt(count), name).toBeLessThan(1.95);
  }
});

test('rotations about axes follow each other, the first of them first', () => {
  const degrees = { kind: 'constant', value: 90 } as const;
  const axes = [
    [0, 0, 2],
    [1, 0, 0],
  ] as const;
  const q = draw({ kind: 'rotation', axes, degrees }, () => 0.5, 0) as readonly [number, number, number, number];
  // About z x goes to y, and about x y goes to z.
  const m = vector.ofQuaternion(q);
  [m[0], m[3], m[6]].forEach((x, i) => {
    expect(x).toBeCloseTo([0, 0, 1][i] as number, 12);
  });
});

test.each([
  // Solved with mpmath at 40 digits.
  [6, 9, 0.3, 6.057652623026772],
  [4, undefined, 0.75, 4.316732029526735],
  [10, 11, 0.999, 10.66022767370848],
])('a normal distribution between %d and %s keeps its digits, in either tail', (min, max, u, deviate) => {
  const end = { ...(max !== undefined && { max }) };
  expect(Math.abs(Number(drawScalar({ kind: 'normal', mean: 0, sd: 1, min, ...end }, u)) - deviate)).toBeLessThan(
    1e-12,
  );
  const start = { ...(max !== undefined && { min: -max }) };
  const mirrored = drawScalar({ kind: 'normal', mean: 0, sd: 1, ...start, max: -min }, 1 - u);
  expect(Math.abs(Number(mirrored) + deviate)).toBeLessThan(1e-12);
});

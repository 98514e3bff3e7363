import type { Vec3 } from '@braggsim/core';
import { expect, test } from 'vitest';
import { fixture } from '../files/fixtures.fixture';
import { readModel } from './read';
import { scatterersOf } from './scatterers';
import { SOLVENT, solventMask } from './solvent';

test('the solvent takes back what is near the molecule and within the shrinkage radius of its boundary points', () => {
  const model = readModel(fixture('small.pdb'), 'm.pdb').value;
  const scatterers = scatterersOf(model, undefined, true);
  const maskOf = (more: object) => solventMask(model, scatterers, 1.6, { ...SOLVENT, ...more });
  const { counts, re: shrunk } = maskOf({});
  const { re: solvent } = maskOf({ shrinkA: 0 });
  const { re: outside } = maskOf({ shrinkA: 0, probeA: 0 });
  const [nx, ny, nz] = counts;
  const wrap = (i: number, n: number) => ((i % n) + n) % n;
  const point = (x: number, y: number, z: number) => (wrap(x, nx) * ny + wrap(y, ny)) * nz + wrap(z, nz);
  const { orthogonal } = scatterers.metric;
  const length = (...d: Vec3) =>
    Math.hypot(
      ...orthogonal.map((row) => row.reduce((sum, r, i) => sum + (r * (d[i] as number)) / (counts[i] as number), 0)),
    );
  const steps = [-3, -2, -1, 0, 1, 2, 3];
  const ball = steps
    .flatMap((x) => steps.flatMap((y) => steps.map((z): Vec3 => [x, y, z])))
    .filter((d) => length(...d) <= SOLVENT.shrinkA);
  // The steps reach farther than the radius.
  expect(Math.min(length(4, 0, 0), length(0, 4, 0), length(0, 0, 4))).toBeGreaterThan(1.1 * SOLVENT.shrinkA);
  const beside: readonly Vec3[] = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ];
  const expected = Uint8Array.from(solvent);
  for (let x = 0; x < nx; x++) {
    for (let y = 0; y < ny; y++) {
      for (let z = 0; z < nz; z++) {
        const isAt = (d: Vec3) => point(x + d[0], y + d[1], z + d[2]);
        if (solvent[point(x, y, z)] === 0 || beside.every((d) => solvent[isAt(d)] === 1)) continue;
        for (const d of ball) if (outside[isAt(d)] === 1) expected[isAt(d)] = 1;
      }
    }
  }
  const sum = (mask: Uint8Array) => mask.reduce((total, x) => total + x, 0);
  expect(sum(shrunk)).toBeGreaterThan(1.01 * sum(solvent));
  expect(sum(shrunk)).toBeLessThan(sum(outside));
  expect(Buffer.compare(Buffer.from(shrunk.buffer), Buffer.from(expected.buffer))).toBe(0);
});

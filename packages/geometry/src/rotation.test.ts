import { type Vec3, vector } from '@braggsim/core';
import * as fc from 'fast-check';
import { test } from 'vitest';
import { expectVector, plainNumbers } from './detectors.fixture';
import { rotateAbout } from './rotation';

const component = fc.double({ min: -1, max: 1, noNaN: true });
const anyVector = fc.tuple(component, component, component);

test('agrees with the rotation of core, which uses the sines of the platform', () => {
  fc.assert(
    fc.property(
      anyVector,
      anyVector.filter((v) => vector.length(v) > 0.1),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (v, direction, halfTurns) => {
        const axis = vector.unit(direction);
        const found = rotateAbout(plainNumbers, v, axis, halfTurns) as Vec3;
        expectVector(found, vector.rotateAbout(v, axis, Math.PI * halfTurns), 2e-13, 1);
      },
    ),
  );
});

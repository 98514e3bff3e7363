import type { Derived } from '@braggsim/core/derived';
import type { InputValues } from '@braggsim/core/kernel';
import { calculator, numbers } from '@braggsim/formula';
import { bench, describe } from 'vitest';
import { crystalOf, scattered } from '../shapes/shape.fixture';
import { diffuse } from './diffuse';

/** Each iteration evaluates this many nodes: divide the time by it. */
const NODES = 1000;
const m = calculator(numbers());
const cell = { cell: [24, 24, 33], cells: [4, 4, 3] as const };
const motions = { gammaA: [35, 18, 60], sigmaA: [0.35, 0.2, 0.5] } as const;

describe('diffuse scattering, number instance, 1000 nodes', () => {
  for (const [name, section] of Object.entries({
    'one order': motions,
    'ten orders': { ...motions, orders: 10 },
    'a Laue class': { ...motions, laue: '4/mmm' as const },
  })) {
    const derived = { crystal: crystalOf({ ...cell, diffuse: section }) } as Derived;
    const constants = diffuse.constants({}, derived);
    const specialization = diffuse.specialization?.({}, derived) as never;
    const turn = { rotationHH: 0, rotationHK: 1, rotationHL: 0, rotationKH: -1, rotationKK: 0, rotationKL: 0 };
    const node = { ...turn, rotationLH: 0, rotationLK: 0, rotationLL: 1, nodeH: 1, nodeK: 0, nodeL: -1 };
    const at = scattered(NODES).map(([dh, dk, dl]) => {
      const indices = { dh, dk, dl, h0: 3, k0: -2, l0: 5 };
      return { ...indices, ...node, nodeStructure: 100, nearestStructure: 100 } as InputValues<number>;
    });
    bench(name, () => {
      let total = 0;
      for (const x of at) total += diffuse.formula(m, x, constants, specialization);
      if (Number.isNaN(total)) throw new Error('the term gives no number');
    });
  }
});

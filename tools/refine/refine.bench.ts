import { refineShot } from '@braggsim/refine';
import { bench, describe } from 'vitest';
import { caseInputs, expectedPhotons, measuredShot, OPTIONS, startOf, strongSpots, USUAL } from './case';

const inputs = await caseInputs();
const expected = await expectedPhotons(inputs);
const spots = (await strongSpots(expected, inputs)).slice(0, 60);
const shot = measuredShot(expected, 1, { start: startOf(USUAL), inputs, spots });

describe('refinement of a still of 60 boxes by orientation, cell, size and scale', () => {
  bench('fit', async () => void (await refineShot(shot, OPTIONS)));
});

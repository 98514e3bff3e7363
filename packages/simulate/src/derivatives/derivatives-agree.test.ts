import { expect, test } from 'vitest';
import { derivativesOf, differencesAbove, smoothTrialsOf } from './derivatives-agree.fixture';

const BOXES = [
  { panel: 0, fast: [7, 9], slow: [7, 8] },
  { panel: 0, fast: [0, 1], slow: [20, 21] },
] as const;

const trials = await smoothTrialsOf(40, 32);

test.each(trials.map((trial) => [trial.name, trial] as const))(
  '%s: derivatives of generated code are those of dual numbers',
  async (_, trial) => {
    const [cpu, reference] = [await derivativesOf(trial, 'cpu', BOXES), await derivativesOf(trial, 'reference', BOXES)];
    expect(differencesAbove(1e-9, cpu, reference)).toEqual([]);
  },
);

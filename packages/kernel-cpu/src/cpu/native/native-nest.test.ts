import { type Term, term } from '@braggsim/core';
import type { PanelPlan } from '@braggsim/core/kernel';
import { codeCache, findTerms } from '@braggsim/sample-loop';
import { expect, test } from 'vitest';
import { preparePanel } from '../panel';
import { variedPlan, variedTerms } from '../varied-plan.fixture';

/** Words that would end a comment, a string or a function if they got into C. */
const HOSTILE = 'x*/"; } int main(void) { system("rm")';

/** A shape all of whose words are hostile. */
const hostile = term({
  slot: 'shape',
  id: HOSTILE,
  version: 1,
  params: {},
  about: { equation: HOSTILE, citation: HOSTILE },
  inputs: ['dh'],
  constants: () => ({ [HOSTILE]: 3 }),
  specialization: () => ({ [HOSTILE]: HOSTILE }),
  formula: (m, { dh }, constants) => m.exp(m.neg(m.product(constants[HOSTILE] as number, m.square(dh)))),
  slope: () => 3,
});

test('the words of a plug-in do not get into the C text', async () => {
  const { fixed, shot } = variedPlan();
  const [first] = fixed.panels as [PanelPlan];
  const named = {
    ...fixed,
    panels: [first],
    shape: { ...fixed.shape, id: HOSTILE, constants: { [HOSTILE]: 3 }, specialization: { [HOSTILE]: HOSTILE } },
    tables: {
      [HOSTILE]: { layout: { name: HOSTILE, min: [0, 0, 0], count: [4, 4, 4] }, values: new Float64Array(64) },
    },
  } as const;
  const terms = await findTerms(named, new Map([...variedTerms, [HOSTILE, () => hostile as unknown as Term]]));
  const panel = preparePanel(named, 0, terms, { precision: 'single' }, codeCache());
  const { compiled } = panel.forShot(shot, new Map());
  const { source, tables } = await compiled.inC(32);
  expect(tables).toEqual([HOSTILE]);
  expect(source).toContain('table0');
  expect(source).not.toMatch(/x\*\/|main|system|rm"/);
  // The only string is the name of the function that Node calls.
  expect(source.match(/"[^"]*"/g)).toEqual(['"default"', '"run"', '"run"']);
});

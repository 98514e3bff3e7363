import { term } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { expect, test } from 'vitest';
import { random } from '../random';
import { expectC, machine } from './term-in-c';
import { prepareTermCase, randomInputs } from './term-inputs';
import { expectNoJumps } from './term-jumps';
import { expectGraph, expectShader, expectWebAssembly } from './term-targets';

const about = { equation: '1 + s^2', citation: 'for tests' };
/** A formula that is another one on plain numbers than on every other kind of value. */
const twofold = term({
  slot: 'factor',
  id: 'twofold',
  version: 1,
  params: {},
  about,
  inputs: ['cosTwoTheta'],
  constants: () => ({}),
  formula: (m, { cosTwoTheta }) => m.sum(typeof cosTwoTheta === 'number' ? 1 : 1.01, m.square(cosTwoTheta)),
});
const prepared = prepareTermCase(twofold, { name: 'anywhere', derived: {} as Derived }, {});
const draws = random();
const samples = Array.from({ length: 8 }, () => randomInputs(draws, prepared));

test('a graph with other values is found', () => {
  expect(() => expectGraph(prepared, samples, [], [])).toThrow('the graph gives');
});

test('a graph with other derivatives is found', () => {
  const right = prepareTermCase(
    { ...twofold, formula: (m, { cosTwoTheta }) => m.square(cosTwoTheta) },
    { name: 'anywhere' },
    {},
  );
  const slopes = samples.map(({ cosTwoTheta }) => [[2 * cosTwoTheta]]);
  expectGraph(right, samples, ['cosTwoTheta'], slopes);
  const wrong = samples.map(({ cosTwoTheta }) => [[2.01 * cosTwoTheta]]);
  expect(() => expectGraph(right, samples, ['cosTwoTheta'], wrong)).toThrow('d/dcosTwoTheta of the graph');
});

test('WebAssembly with other values is found', () => {
  expect(() => expectWebAssembly(prepared, samples)).toThrow('WebAssembly in double precision gives');
});

/** A formula of the cosine whose derivatives are stated. */
const squared = prepareTermCase(
  { ...twofold, formula: (m, { cosTwoTheta }) => m.square(cosTwoTheta) },
  { name: 'anywhere' },
  {},
);
const wrongSlopes = {
  by: ['cosTwoTheta'] as const,
  at: (x: readonly (typeof samples)[number][]) => x.map(({ cosTwoTheta }) => [[2.01 * cosTwoTheta]]),
};

test('WebAssembly with other derivatives is found, in every precision', () => {
  expectWebAssembly(squared, samples, {
    ...wrongSlopes,
    at: (x) => x.map(({ cosTwoTheta }) => [[2 * cosTwoTheta]]),
  });
  expect(() => expectWebAssembly(squared, samples, wrongSlopes)).toThrow(
    'd/dcosTwoTheta of WebAssembly in double precision gives',
  );
});

test('C with other values or derivatives is found', async () => {
  const right = {
    ...wrongSlopes,
    at: (x: readonly (typeof samples)[number][]) => x.map(({ cosTwoTheta }) => [[2 * cosTwoTheta]]),
  };
  await expectC([{ prepared: squared, samples, slopes: right }]);
  await expectC([{ prepared: squared, samples, slopes: right }], 'there is no C compiler');
  if (typeof machine === 'string') return;
  await expect(expectC([{ prepared: squared, samples, slopes: wrongSlopes }])).rejects.toThrow(
    'd/dcosTwoTheta of C in double precision gives',
  );
  await expect(expectC([{ prepared, samples, slopes: { by: [], at: () => [] } }])).rejects.toThrow(
    'C in double precision gives',
  );
});

test('a shader with other derivatives is found', async () => {
  const right =
    (factor: number) =>
    async (_: string, [inputs]: readonly [Float32Array, ...unknown[]]) =>
      Float32Array.from([...inputs.map((x) => x * x), ...inputs.map((x) => factor * x)]);
  const slopes = {
    ...wrongSlopes,
    at: (x: readonly (typeof samples)[number][]) => x.map(({ cosTwoTheta }) => [[2 * cosTwoTheta]]),
  };
  await expectShader(squared, samples, right(2) as never, slopes);
  await expect(expectShader(squared, samples, right(2.01) as never, slopes)).rejects.toThrow(
    'd/dcosTwoTheta of the shader gives',
  );
});

test('an operation without a derivative is reported', () => {
  expectNoJumps(squared, ['cosTwoTheta'], samples);
  const stepped = prepareTermCase(
    { ...twofold, formula: (m, { cosTwoTheta }) => m.product(cosTwoTheta, m.floor(m.product(3, cosTwoTheta))) },
    { name: 'anywhere' },
    {},
  );
  expect(() => expectNoJumps(stepped, ['cosTwoTheta'], samples)).toThrow('a jump has no derivative');
});

test('a shader with other values is found', async () => {
  const wrong = async () => new Float32Array(8);
  await expectShader(prepared, samples);
  await expect(expectShader(prepared, samples, wrong)).rejects.toThrow('the shader gives 0');
});

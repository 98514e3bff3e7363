import { builtinTables } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { checkDifferentiable } from './settle';

const others = Object.entries(builtinTables.fields).filter(([, { type }]) => type !== 'number' && type !== 'numbers');

test.each([...new Map(others.map(([path, { type }]) => [type, path]))])(
  'a field of type %s has no derivative, and the reason is given: %s',
  (_, path) => {
    expect(() => checkDifferentiable(path)).toThrow(
      new RegExp(`^there is no derivative with respect to ${path}: it [a-z]`),
    );
  },
);

test('the name of a convention is refused as a word', () => {
  expect(() => checkDifferentiable('detector.convention')).toThrow('it is one of several words');
});

test.each(['detector.distanceMm', 'crystal.cell.a', 'turn.x', 'crystal.shape.stretch', 'beam.source.angleMrad'])(
  '%s has a derivative',
  (name) => {
    expect(() => checkDifferentiable(name)).not.toThrow();
  },
);

import { vector } from '@braggsim/core';
import { expect, test } from 'vitest';
import { checkAmplitudeRestraints, joinedRestraints, unseenRestraints } from './amplitude-restraints';

const reciprocal = [
  [0.02, 0, 0],
  [0, 0.01, 0],
  [0, 0, 0.04],
] as const;

test('Friedel mates are joined once, in the equivalents that are refined, and centric reflections not at all', () => {
  const twofold = [-1, 0, 0, 0, 1, 0, 0, 0, -1] as const;
  const seen = [
    { hkl: [1, 2, 3], amplitude: 50 },
    { hkl: [1, -2, 3], amplitude: 40 },
    { hkl: [4, 0, 1], amplitude: 30 },
    { hkl: [7, 1, 1], amplitude: 20 },
  ] as const;
  const rotations = [vector.IDENTITY, twofold];
  const pairs = joinedRestraints([{ name: 'f-hkl.friedel', value: 1, sigma: 0.1 }], seen, { rotations, reciprocal });
  expect(pairs).toEqual([
    {
      weights: [
        ['f-hkl.1.2.3', 1],
        ['f-hkl.1.-2.3', -1],
      ],
      value: Math.log(40 / 50),
      sigma: 0.1,
    },
  ]);
});

test('shells hold equally many reflections in the order of resolution', () => {
  const seen = Array.from({ length: 25 }, (_, i) => ({ hkl: [0, 25 - i, 0] as const, amplitude: 10 }));
  const shells = joinedRestraints([{ name: 'f-hkl.shell', value: 1, sigma: 0.1 }], seen, {
    rotations: [vector.IDENTITY],
    reciprocal,
  });
  expect(shells.map(({ weights }) => weights.length)).toEqual([12, 13]);
  expect(shells[0]?.weights[0]).toEqual(['f-hkl.0.1.0', 1 / 12]);
  expect(shells.map(({ value }) => value)).toEqual([0, 0]);
});

test('restraints of amplitudes that cannot hold are refused by name', () => {
  const named = (name: string, value = 1) => [{ name, value, sigma: 0.1 }];
  const both = { free: true, anomalous: true };
  expect(() => checkAmplitudeRestraints(named('f-hkl.friedel'), { free: true, anomalous: false })).toThrow(
    '--restrain f-hkl.friedel needs Friedel mates with amplitudes of their own: give --anomalous',
  );
  expect(() => checkAmplitudeRestraints(named('f-hkl.shell'), { free: false, anomalous: false })).toThrow(
    "--restrain names 'f-hkl.shell', and no amplitudes are refined: give --free with f-hkl",
  );
  expect(() => checkAmplitudeRestraints(named('f-hkl.shell', 0), both)).toThrow('takes a ratio above 0');
  expect(() => checkAmplitudeRestraints(named('f-hkl.1.2.3', 60), both)).not.toThrow();
  for (const name of ['f-hkl.freidel', 'f-hkl.1.2', 'f-hkl.1.2.3.4', 'f-hkl.1.2.x']) {
    expect(() => checkAmplitudeRestraints(named(name), both)).toThrow(
      `--restrain knows no '${name}'; there are f-hkl, f-hkl.friedel, f-hkl.shell and single amplitudes such as f-hkl.1.-2.3`,
    );
  }
});

test('a restraint of a reflection that is not refined is warned of', () => {
  const restraints = ['f-hkl.1.-2.3', 'f-hkl.4.5.6', 'f-hkl.shell'].map((name) => ({ name, value: 1, sigma: 0.1 }));
  expect(unseenRestraints(restraints, [{ hkl: [1, -2, 3], amplitude: 50 }])).toEqual([
    { id: 'restraint-unseen', message: expect.stringContaining('--restrain f-hkl.4.5.6 has no effect') },
  ]);
});

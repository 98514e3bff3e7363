import { expectation, isAllowed, type Parameter } from '@braggsim/core';
import { builtinTables, checkExperiment, type Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { parseArguments } from '../terminal/arguments';
import type { OptionTable } from '../terminal/subcommand';
import { simulate } from './commands/simulate';
import { givenExperiment } from './experiment-options';
import { folder } from './run.fixture';

const fromFlags = async (...argv: string[]): Promise<Experiment> =>
  (await givenExperiment(parseArguments(simulate, argv))).experiment;

async function fromFile(experiment: object, ...argv: string[]): Promise<Experiment> {
  const here = folder();
  try {
    return await fromFlags(here.put('experiment.json', JSON.stringify(experiment)), ...argv);
  } finally {
    here.remove();
  }
}

/** Returns a valid value of a parameter and its text on the command line. */
function sample(parameter: Parameter): { value: unknown; word: string } {
  const { type, min = 0, max = Number.POSITIVE_INFINITY, options = [], count = 1 } = parameter;
  if (type === 'enum') return { value: options.at(-1), word: String(options.at(-1)) };
  if (type === 'stringList') return { value: ['x.img'], word: 'x.img' };
  if (type === 'text') return { value: 'x', word: 'x' };
  if (type === 'boolean') return { value: true, word: 'true' };
  if (type === 'stage') return { value: 'round', word: 'round' };
  const numbers = Array.from({ length: [count].flat().at(-1) ?? 1 }, (_, i) => min + 1 + i);
  if (type === 'numbers') return { value: numbers, word: numbers.join(',') };
  const inRange = min + 1 <= max ? min + 1 : (min + max) / 2;
  return { value: inRange, word: String(inRange) };
}

const { fields, stageFields } = builtinTables;
const all: OptionTable = simulate.options;

const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

/** Flags that set two fields. */
const SHARED = new Set<string | undefined>(['--detpixels', '--beam-stop']);
/** Fields with flags of their own. */
const flagged = Object.entries(fields).filter(([, { flag }]) => flag !== undefined && !SHARED.has(flag));

test.each(flagged)('the flag of %s gives the same value as the file', async (path, parameter) => {
  const { value, word } = sample(parameter);
  expect(isAllowed(parameter, value), `${path} takes ${expectation(parameter)}`).toBe(true);
  const expected = nested(path, value);
  // The flag of a boolean takes no value.
  const words = parameter.type === 'boolean' ? [] : [word];
  expect(await fromFlags(parameter.flag as string, ...words)).toEqual(expected);
  expect(checkExperiment(expected, { file: 'x', locate: () => undefined })).toEqual(expected);
});

test.each(Object.entries(stageFields).filter(([, { flag }]) => flag))(
  'the flag of %s gives the same value as the file',
  async (path, parameter) => {
    const { value, word } = sample(parameter);
    const [chain = '', kind, name = ''] = path.split('.');
    expect(await fromFlags(parameter.flag as string, word)).toEqual({ [chain]: [{ kind, [name]: value }] });
  },
);

test('every flag of the specification exists', () => {
  const names = new Set(Object.values(all).map(({ flag }) => flag));
  const specified =
    '--wavelength --energy --fluence --flux --exposure --beam-size --polarization --hdiv --vdiv --dispersion ' +
    '--hdiv-steps --vdiv-steps --dispersion-steps --convention --detpixels --pixel --distance --beam-centre ' +
    '--two-theta --detector-rotation --phi --osc --images --phi-steps --cell --misset --matrix --ncells --size ' +
    '--shape --mosaic --mosaic-domains --mosaic-seed --hkl --default-f --water --noise --offset --oversample --roi ' +
    '--kernel --precision --tolerance --threads --seed --out --compat --json --quiet --explain --dry-run --plugin';
  expect(specified.split(' ').filter((flag) => !names.has(flag))).toEqual([]);
});

test('a flag of two different numbers takes both', async () => {
  await expect(fromFlags('--beam-stop', '30')).rejects.toThrow(
    "--beam-stop takes 2 values separated by commas, found '30'",
  );
  expect(await fromFlags('--beam-stop', '30,1.5')).toEqual({ beamStop: { distanceMm: 30, radiusMm: 1.5 } });
});

test('a number that may differ from axis to axis is one or three', async () => {
  expect(await fromFlags('--mosaic', '0.3,0.1,0.2')).toEqual({ crystal: { mosaic: { spreadDeg: [0.3, 0.1, 0.2] } } });
  expect(await fromFlags('--mosaic', '0.3')).toEqual({ crystal: { mosaic: { spreadDeg: 0.3 } } });
});

test('a number of pixels is one for both directions, or fast and slow', async () => {
  expect(await fromFlags('--detpixels', '100')).toEqual({ detector: { pixelsFast: 100, pixelsSlow: 100 } });
  expect(await fromFlags('--detpixels', '100,50')).toEqual({ detector: { pixelsFast: 100, pixelsSlow: 50 } });
});

test('flags take precedence over the file, and remove fields with the same meaning', async () => {
  const file = {
    beam: { energyEv: 12000, fluxPerS: 1e12 },
    crystal: { sizeUm: [1, 2, 3] },
    detector: { closeDistanceMm: 90 },
    readout: [{ kind: 'digitize', offset: 10 }],
  };
  const flags = '--wavelength 2 --fluence 1e20 --ncells 2,2,2 --distance 100 --offset 5'.split(' ');
  expect(await fromFile(file, ...flags)).toEqual({
    beam: { wavelengthA: 2, fluencePerM2: 1e20 },
    crystal: { cells: [2, 2, 2] },
    detector: { distanceMm: 100 },
    readout: [{ kind: 'digitize', offset: 5 }],
  });
  expect(await fromFile({ beam: { energyEv: 12000 } }, '--set', 'beam.wavelengthA=2')).toEqual({
    beam: { wavelengthA: 2 },
  });
  expect(await fromFile({ structureFactors: { model: 'm.pdb', dMinA: 2 } }, '--hkl', 'a.mtz')).toEqual({
    structureFactors: { file: 'a.mtz' },
  });
});

test('two flags with the same meaning are both kept, so that they are refused', async () => {
  const both = { beam: { wavelengthA: 1, energyEv: 9000 } };
  expect(await fromFlags('--wavelength', '1', '--energy', '9000')).toEqual(both);
  expect(await fromFlags('--energy', '9000', '--wavelength', '1')).toEqual(both);
  expect(await fromFlags('--energy', '9000', '--set', 'beam.wavelengthA=1')).toEqual(both);
});

test('--noise is photon noise and rounding, in this order after all other stages', async () => {
  expect(await fromFlags('--offset', '5', '--noise', '--rng', 'ran1')).toEqual({
    readout: [
      { kind: 'photon', rng: 'ran1' },
      { kind: 'digitize', offset: 5 },
    ],
  });
});

test('--set reaches every field, and --compatibility every option', async () => {
  const flags = [
    '--set',
    'detector.curved=true',
    '--set',
    'crystal.mosaic.spreadDeg=0.2',
    '--compatibility',
    'factors=first',
  ];
  expect(await fromFlags(...flags, '--c-compat')).toEqual({
    detector: { curved: true },
    crystal: { mosaic: { spreadDeg: 0.2 } },
    compatibility: { factors: 'first' },
    compat: 'nanobragg-c',
  });
  await expect(fromFlags('--set', 'detector.curvd=true')).rejects.toThrow('did you mean detector.curved?');
  await expect(fromFlags('--set', 'detector.curved=maybe')).rejects.toThrow('takes true or false');
  await expect(fromFlags('--set', 'readout=photon')).rejects.toThrow('readout is a list of stages: write it in');
  await expect(fromFlags('--set', 'detector.curved')).rejects.toThrow('--set needs name=value');
  expect(await fromFlags('--choice', 'factors=first', '--set', 'choices.water=squared')).toMatchObject({
    compatibility: { factors: 'first', water: 'squared' },
  });
  await expect(fromFlags('--compatibility', 'factor=first')).rejects.toThrow(
    "there is no compatibility option 'factor'",
  );
});

test('the source of each field is known', async () => {
  const here = folder();
  const file = here.put('x.json', '{"beam":{"wavelengthA":1,"exposureS":2}}');
  const { origins } = await givenExperiment(parseArguments(simulate, [file, '--wavelength', '2', '--water', '5']));
  here.remove();
  expect([...origins]).toEqual([
    ['beam.wavelengthA', '--wavelength'],
    ['beam.exposureS', file],
    ['background', '--water'],
  ]);
});

test('no two options share a name by accident', () => {
  const shared = Object.entries(all).filter(([, { flag }]) => flag === '--detpixels');
  expect(shared.map(([path]) => path)).toEqual(['detector.pixelsFast', 'detector.pixelsSlow']);
  const flags = Object.values(all).map(({ flag }) => flag);
  // The two numbers of --detpixels and those of --beam-stop.
  expect(flags.length - new Set(flags).size).toBe(2);
});

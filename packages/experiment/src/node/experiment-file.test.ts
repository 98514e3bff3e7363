import { join } from 'node:path';
import { isBraggsimError } from '@braggsim/core';
import { folder, referenceCases } from '@braggsim/testkit';
import { describeFormat } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import * as yamlLibrary from 'yaml';
import { checkExperiment } from '../validate';
import { parseExperiment, readExperimentFile } from './experiment-file';

const here = folder();
afterAll(() => here.remove());

const yaml = (text: string) => readExperimentFile(here.put('x.yaml', text));
const check = (data: unknown) => checkExperiment(data, { file: 'x.json', locate: () => undefined });

test('YAML and JSON give the same experiment; empty entries are not given', async () => {
  const text = 'beam:\n  wavelengthA: 1.5 # Å\n  fluencePerM2: 4e27\n  energyEv:\nscan:\nsampling: { roi: null }\n';
  const json = { beam: { wavelengthA: 1.5, fluencePerM2: 4e27 }, sampling: {} };
  expect(await yaml(text)).toEqual(json);
  const withSchema = JSON.stringify({ $schema: './experiment.schema.json', ...json });
  expect(await readExperimentFile(here.put('x.json', withSchema))).toEqual(json);
});

test('a byte order mark and carriage returns do no harm', async () => {
  expect(await yaml('\uFEFFbeam:\r\n  wavelengthA: 1\r\n')).toEqual({ beam: { wavelengthA: 1 } });
});

test('files are named relative to the folder of the experiment', async () => {
  const text =
    'structureFactors: { file: a.hkl }\ncrystal: { matrix: /abs/A.mat }\noutput: out/x_####.img\n' +
    'readout: [ { kind: badPixels, file: mask.img } ]\n' +
    'crystals:\n  - { matrix: B.mat, mosaic: { file: b.txt }, structureFactors: { file: b.hkl } }\n';
  expect(await yaml(text)).toEqual({
    structureFactors: { file: join(here.path, 'a.hkl') },
    crystal: { matrix: '/abs/A.mat' },
    output: [join(here.path, 'out/x_####.img')],
    readout: [{ kind: 'badPixels', file: join(here.path, 'mask.img') }],
    crystals: [
      {
        matrix: join(here.path, 'B.mat'),
        mosaic: { file: join(here.path, 'b.txt') },
        structureFactors: { file: join(here.path, 'b.hkl') },
      },
    ],
  });
});

test.each([
  ['detector:\n  distanceMm: near\n', "x.yaml:2: detector.distanceMm is a number above 0 in mm, not 'near'"],
  ['detector:\n  distnceMm: 100\n', "x.yaml:2: there is no field 'detector.distnceMm'; did you mean distanceMm?"],
  ['distanceMm: 100\n', "there is no field 'distanceMm'; did you mean detector.distanceMm?"],
  ['zebra: 1\n', "there is no field 'zebra'; an experiment has beam, detector,"],
  ['beam: 5\n', 'beam is a section with the fields wavelengthA, energyEv,'],
  ['crystal: { cells: [1, 2] }\n', 'crystal.cells is 3 numbers from 0, not [1,2]'],
  ['crystals:\n  - { cell: [9] }\n  - { scale: -1 }\n', 'x.yaml:3: crystals[1].scale is a number from 0, not -1'],
  ['crystals:\n  - { cells: [1, 2] }\n', 'x.yaml:2: crystals[0].cells is 3 numbers from 0, not [1,2]'],
  [
    'crystals:\n  - { mosaic: { domans: 2 } }\n',
    "there is no field 'crystals[0].mosaic.domans'; did you mean domains?",
  ],
  [
    'crystals:\n  - { structureFactors: { default: x } }\n',
    'crystals[0].structureFactors.default is a number in electrons',
  ],
  ['crystals: []\n', 'crystals is a list with one crystal or more, not []'],
  ['crystal: { mosaic: { domains: 1.5 } }\n', 'crystal.mosaic.domains is a whole number from 0, not 1.5'],
  ['beam: { wavelengthA: .nan }\n', 'beam.wavelengthA is a number above 0 in Å, not NaN'],
  [
    'detector: { convention: mosfilm }\n',
    "detector.convention is one of mosflm, denzo, adxv, xds, dials, custom, not 'mosfilm'",
  ],
  ['detector: { curved: yes please }\n', "detector.curved is true or false, not 'yes please'"],
  ['readout: { kind: photon }\n', 'readout is a list of stages'],
  ['readout: [ { kind: foton } ]\n', "not 'foton'; did you mean photon?"],
  [
    'readout:\n  - { kind: photon }\n  - { kind: digitize, offst: 1 }\n',
    "x.yaml:3: readout[1] (digitize) has no parameter 'offst'; did you mean offset?",
  ],
  [
    'background: [ { kind: water, thicknessUm: -1 } ]\n',
    'background[0].thicknessUm (water) is a number from 0 in µm, not -1',
  ],
  ['compatibility: { factors: last }\n', "compatibility.factors is one of each, first, not 'last'"],
  ['', 'x.yaml is empty; braggsim init writes one to start from'],
  ['- 1\n', 'x.yaml holds [1], not the sections of an experiment'],
  ['beam: {\n', 'x.yaml is not a YAML file:'],
  ['beam: 1\nbeam: 2\n', 'x.yaml is not a YAML file: Map keys must be unique'],
])('%j is refused with a reason', async (text, message) => {
  await expect(yaml(text)).rejects.toThrow(message);
});

test('a stage may be its kind alone', async () => {
  expect(await yaml('readout: [ photon ]\n')).toEqual({ readout: [{ kind: 'photon' }] });
});

test('the former name of compatibility options is accepted by itself', async () => {
  expect(await yaml('choices: { factors: first }\n')).toEqual({ compatibility: { factors: 'first' } });
  await expect(yaml('choices: { factors: first }\ncompatibility: { water: once }\n')).rejects.toThrow(
    'choices is the former name of compatibility, and both are given; leave choices out',
  );
});

test('all that is wrong is reported at once', async () => {
  const complaint = await yaml('beam: { wavelengthA: 0, exposureS: -1 }\nzebra: 1\n').catch((error) => error.message);
  expect(complaint.split('\n')).toHaveLength(3);
});

test('a broken JSON file is named', async () => {
  await expect(readExperimentFile(here.put('y.json', '{ "beam": '))).rejects.toThrow('y.json is not a JSON file:');
  await expect(readExperimentFile(here.at('none.yaml'))).rejects.toThrow('cannot read the experiment file');
});

test('a reference that multiplies itself is refused', async () => {
  const bomb = Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${Array(10).fill(i ? `*a${i - 1}` : 'x')}]`);
  await expect(yaml(bomb.join('\n'))).rejects.toSatisfy((error) => isBraggsimError(error, 'usage'));
});

test('a list that contains itself is refused', async () => {
  const error = await yaml('a: &x [*x, *x]\n').catch((e: unknown) => e);
  expect(isBraggsimError(error, 'usage') && error.message).toContain('nested more than 32 deep');
});

test('whatever a file holds, the answer is an experiment or a usage error', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const section = fc.constantFrom(
    'beam',
    'detector',
    'crystal',
    'readout',
    'output',
    'compatibility',
    'scan',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.dictionary(section, value), (data) => {
      try {
        check(data);
      } catch (error) {
        expect(isBraggsimError(error, 'usage')).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('experiments of the drop-in command are files of the modern one', () => {
  for (const { id, experiment } of referenceCases()) {
    expect(check(JSON.parse(JSON.stringify(experiment))), id).toEqual(JSON.parse(JSON.stringify(experiment)));
  }
});

const YAML = `# a small run
beam: { wavelengthA: 1.5, fluencePerM2: 4e27 }
detector:
  distanceMm: 100
readout: [ { kind: photon }, { kind: digitize, type: u16, offset: 40 } ]
`;
/** Nine levels of nine references each. */
const LAUGHS = Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : Array(9).fill(`*a${i - 1}`)}]`);

const attributes = { endsAnywhere: true, refusals: ['data', 'usage'] } as const;
describeFormat('experiment in YAML', {
  ...attributes,
  files: { YAML },
  read: (bytes) => parseExperiment(bytes, 'x.yaml', yamlLibrary),
  // The parser keeps every word with its place.
  limits: { bytesPerByte: 1024 },
  broken: {
    'references that multiply': LAUGHS.join('\n'),
    'a list in a list in a list': `beam: ${'['.repeat(1e5)}${']'.repeat(1e5)}`,
    'more bytes than anyone writes': ' '.repeat(2 ** 22 + 1),
  },
});
describeFormat('experiment in JSON', {
  ...attributes,
  files: { JSON: '{ "beam": { "wavelengthA": 1.5 }, "readout": [{ "kind": "photon" }] }' },
  read: (bytes) => parseExperiment(bytes, 'x.json'),
  broken: { 'a list in a list in a list': `{ "beam": ${'['.repeat(1e5)}${']'.repeat(1e5)} }` },
});

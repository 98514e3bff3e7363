import { parseScatteringTable } from '@braggsim/background';
import type { Codec, StageValues } from '@braggsim/core';
import { cbf, codecFor, ingestHeader, npy, pgm, readPgm, readRawFloat, readSmv } from '@braggsim/detector-io';
import { readExpt, readGeom, writeExpt, writeGeom } from '@braggsim/detector-io/geometry';
import { tiff } from '@braggsim/detector-io/tiff';
import type { Experiment } from '@braggsim/experiment';
import { parseExperiment } from '@braggsim/experiment/node';
import { parseMatrix, parseOrientation } from '@braggsim/lattice';
import { parseHkl, readCache, writeCache } from '@braggsim/reflections';
import { readModel } from '@braggsim/reflections/coordinates';
import { parseCif, readMtz, readReflections } from '@braggsim/reflections/files';
import { parseSources } from '@braggsim/sources';
import { joined, referenceInput } from '@braggsim/testkit';
import * as yaml from 'yaml';
import { FIELD_PARSERS } from './field-parsers';
import type { Parser } from './fuzz';
import { PHYSICS_PARSERS } from './physics-parsers';
import {
  CRYSTAL_EXPT,
  CRYSTFEL,
  EXPERIMENT,
  HKL,
  IMAGE,
  MATRIX,
  METADATA,
  MMCIF,
  PANELS,
  reflectionFile,
  SMV,
  TABLE,
  XPARM,
} from './samples';

const LIMITS = { maxBytes: 2 ** 20 };
const WAVELENGTH = { wavelengthA: 1 };

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
const panels = ({ detector }: Experiment): number => detector?.panels?.length ?? 1;

/** Returns a parser for an image codec and a file that it wrote. */
function imageParser(codec: Codec, image = IMAGE, params: StageValues = {}): Pick<Parser, 'sample' | 'parse'> {
  return {
    sample: joined(codec.encode?.(image, params) ?? []),
    parse: (b) => codec.decode?.(b, { ...params, ...LIMITS }).panels.reduce((sum, { size }) => sum + size, 0) ?? 0,
  };
}

/** Largest number of reflections per entry: 192 operations and their Friedel mates. */
const EQUIVALENTS = 384;

const png = await codecFor('.png');

/** Every parser of input files but HDF5, which `nexus.ts` reads. Long runs try up to 100,000 damaged files of each, fewer where it says `many`. */
export const PARSERS: Readonly<Record<string, Parser>> = {
  'SMV image': { sample: SMV, parse: (b) => readSmv(b, LIMITS).pixels.length },
  'SMV geometry': { sample: SMV, parse: (b) => ingestHeader(b, 'img', LIMITS).mask?.length ?? 0 },
  'SMV mask': { sample: SMV, parse: (b) => ingestHeader(b, 'mask', LIMITS).mask?.length ?? 0 },
  'raw float': { sample: new Uint8Array(48), parse: (b) => readRawFloat(b, [3, 4], LIMITS).length },
  npy: imageParser(npy),
  PGM: { ...imageParser(pgm), parse: (b) => readPgm(b, LIMITS).pixels.length },
  CBF: imageParser(cbf),
  TIFF: imageParser(tiff),
  PNG: imageParser(png, IMAGE, { style: 'grey16' }),
  HKL: { sample: HKL, parse: (b) => parseHkl(b, LIMITS).count },
  'HKL stream': { sample: HKL, parse: (b) => parseHkl(b, { ...LIMITS, stream: true }).count },
  cache: { sample: writeCache(parseHkl('0 0 0 1\n1 1 1 2\n'), 0), parse: (b) => readCache(b).count },
  MTZ: { sample: reflectionFile('pairs.mtz'), parse: (b) => readMtz(b, LIMITS).count },
  'MTZ amplitudes': {
    sample: reflectionFile('pairs.mtz'),
    parse: (b) => readReflections(b, 'a.mtz', LIMITS).reflections.count,
    valuesPerByte: EQUIVALENTS,
  },
  'mmCIF amplitudes': {
    sample: MMCIF,
    parse: (b) => readReflections(b, 'a.cif', LIMITS).reflections.count,
    valuesPerByte: EQUIVALENTS,
  },
  'CrystFEL list': {
    sample: CRYSTFEL,
    parse: (b) => readReflections(b, 'a.hkl', LIMITS).reflections.count,
    valuesPerByte: EQUIVALENTS,
  },
  CIF: { sample: reflectionFile('small.cif'), parse: (b) => parseCif(text(b)).length },
  'mmCIF model': { sample: reflectionFile('small.cif'), parse: (b) => readModel(b, 'a.cif').value.atoms.length },
  PDB: { sample: reflectionFile('small.pdb'), parse: (b) => readModel(b, 'a.pdb').value.atoms.length },
  sources: { sample: referenceInput('src5.txt'), parse: (b) => parseSources(text(b)).length },
  'scattering table': { sample: TABLE, parse: (b) => parseScatteringTable(text(b), 'Q').sinThetaOverLambda.length },
  matrix: { sample: MATRIX, parse: (b) => parseMatrix(text(b)).value.length },
  XPARM: { sample: XPARM, parse: (b) => parseOrientation(text(b), WAVELENGTH).value.length },
  'orientation of .expt': { sample: CRYSTAL_EXPT, parse: (b) => parseOrientation(text(b), WAVELENGTH).value.length },
  'detector of .expt': { sample: bytes(writeExpt(PANELS.metadata)), parse: (b) => panels(readExpt(text(b))) },
  '.geom': { sample: bytes(writeGeom(METADATA)), parse: (b) => panels(readGeom(text(b))) },
  'experiment in YAML': {
    sample: EXPERIMENT,
    parse: (b) => Object.keys(parseExperiment(b, 'x.yaml', yaml)).length,
    refusal: 'usage',
    many: 20_000,
  },
  ...FIELD_PARSERS,
  ...PHYSICS_PARSERS,
};

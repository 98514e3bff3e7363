import { integer, number, numberOr, seed, text } from '../values';
import { type FlagGroup, flag, nothing, set, setPart, setTo, unlessNegative } from './flag';

const size = (names: string, indices: readonly number[], along: string) =>
  flag(
    names,
    [number({ unit: 'mm', min: 0 })],
    `crystal size along ${along}; overrides the number of cells`,
    setPart('crystal', 'sizeUm', indices, (mm) => mm * 1000),
  );

const perSample = (name: string, field: string, what: string) =>
  flag(
    name,
    [],
    `evaluate the ${what} for every sample (always done in corrected mode)`,
    setTo('sampling', `perSample.${field}`, true),
  );

export const crystalFlags: FlagGroup = {
  title: 'Crystal and sampling',
  flags: [
    flag('-N', [integer({ min: 0 })], 'unit cells along a, b and c (1)', setPart('crystal', 'cells', [0, 1, 2])),
    flag('-Na', [integer({ min: 0 })], 'along a', setPart('crystal', 'cells', [0])),
    flag('-Nb', [integer({ min: 0 })], 'along b', setPart('crystal', 'cells', [1])),
    flag('-Nc', [integer({ min: 0 })], 'along c', setPart('crystal', 'cells', [2])),
    size('-xtalsize -xtal_size -samplesize -sample_size', [0, 1, 2], 'a, b and c'),
    size('-xtal_thick -xtal_x -sample_thick -sample_x', [0], 'a'),
    size('-xtal_width -xtal_y -sample_width -sample_y -width', [1], 'b'),
    size('-xtal_height -xtal_z -sample_height -sample_z -height', [2], 'c'),
    flag(
      '-density -sample_density',
      [number({ unit: 'g/cm^3' })],
      'accepted and not used, as in the C program',
      nothing,
    ),
    flag('-MW -molecular_weight', [number({ unit: 'g/mol' })], 'accepted and not used, as in the C program', nothing),
    flag('-square_xtal', [], 'parallelepiped crystal (default)', setTo('crystal', 'shape', 'square')),
    flag('-round_xtal', [], 'ellipsoidal crystal', setTo('crystal', 'shape', 'round')),
    flag('-gauss_xtal', [], 'Gaussian spots', setTo('crystal', 'shape', 'gauss')),
    flag('-tophat_spots -binary_spots', [], 'flat-topped spots', setTo('crystal', 'shape', 'tophat')),
    flag(
      '-shape',
      [text('id')],
      'any shape by its id, such as gauss-hkl, tophat-hkl or that of a plug-in',
      set('crystal', 'shape'),
    ),
    flag('-fudge', [number()], 'scales the spots of all shapes but square (1)', set('crystal', 'fudge')),
    flag(
      '-mosaic -mosaicity -mosaic_spread',
      [number({ unit: 'deg', min: 0 })],
      'largest rotation of a mosaic domain',
      set('crystal', 'mosaic.spreadDeg'),
    ),
    flag('-mosaic_dom -mosaic_domains', [integer()], 'mosaic domains', set('crystal', 'mosaic.domains')),
    flag('-mosaic_seed', [seed()], 'seed of the domains (12345678)', set('crystal', 'mosaic.seed')),
    flag(
      '-misset',
      [numberOr({ unit: 'deg' }, 'random'), number(), number()],
      'rotation of the crystal about lab x, y, z; or random',
      set('crystal', 'misset'),
      { alone: 'random' },
    ),
    flag('-misset_seed', [seed()], 'seed of -misset random (-seed, or the time)', set('crystal', 'missetSeed')),
    flag('-phi', [number({ unit: 'deg' })], 'first spindle angle (0)', set('scan', 'startDeg')),
    flag('-osc', [number({ unit: 'deg' })], 'spindle range', set('scan', 'widthDeg', unlessNegative)),
    flag('-phistep', [number({ unit: 'deg' })], 'spindle step', set('scan', 'stepDeg')),
    flag('-phisteps', [integer()], 'spindle samples', set('scan', 'phiSteps')),
    flag('-dmin', [number({ unit: 'A', min: 0 })], 'skip samples of smaller d-spacing', set('sampling', 'dMinA')),
    flag(
      '-oversample',
      [integer()],
      'subpixels per pixel edge (chosen from the spot size)',
      set('sampling', 'oversample', (n) => ((n as number) > 0 ? n : 'auto')),
    ),
    perSample('-oversample_thick', 'capture', 'capture fraction'),
    perSample('-oversample_polar', 'polarization', 'polarization factor'),
    perSample('-oversample_omega', 'solidAngle', 'solid angle'),
    flag(
      '-interpolate',
      [],
      'interpolate structure factors between indices',
      setTo('structureFactors', 'interpolation', 'tricubic'),
    ),
    flag(
      '-nointerpolate',
      [],
      'use structure factors of the nearest indices',
      setTo('structureFactors', 'interpolation', 'nearest'),
    ),
    flag('-coherent', [], 'accepted and not used, as in the C program', nothing),
    flag(
      '-water',
      [number({ unit: 'um', min: 0 })],
      'edge of a cube of water in the beam: a flat background',
      (d, [um]) => {
        d.experiment.background = [{ kind: 'water', thicknessUm: um }];
      },
    ),
  ],
};

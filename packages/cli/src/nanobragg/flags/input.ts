import { integer, number, text } from '../values';
import { type FlagGroup, flag, nothing, recordAt, set } from './flag';

export const inputFlags: FlagGroup = {
  title: 'Input files',
  flags: [
    flag(
      '-hkl',
      [text('file')],
      'structure factors: h k l F, P1, no symmetry applied',
      set('structureFactors', 'file'),
    ),
    flag(
      '-default_F',
      [number({ unit: 'electrons' })],
      'amplitude of all reflections that the file does not list',
      set('structureFactors', 'default'),
    ),
    flag(
      '-dump',
      [text('file')],
      'binary cache of structure factors: written with -hkl, read without',
      set('structureFactors', 'cache'),
    ),
    flag('-hkl_stream', [], 'read -hkl as one stream of numbers, ignoring line breaks', (d) => {
      d.reading.streamReflections = true;
    }),
    flag('-hkl_max', [integer({ min: 1, max: 32767 })], 'largest Miller index accepted (1024)', (d, [n]) => {
      d.reading.largestIndex = n as number;
    }),
    flag('-mat -matrix', [text('file')], 'MOSFLM orientation matrix, lambda times 1/A', set('crystal', 'matrix')),
    flag(
      '-cell',
      Array.from({ length: 6 }, () => number()),
      'a [b c alpha beta gamma], A and degrees',
      (d, v) => {
        recordAt(d, 'crystal').cell = [...v];
      },
      { least: 1 },
    ),
    flag('-img', [text('file')], 'SMV image whose header initialises the geometry', (d, [f]) => {
      d.files.image = f as string;
    }),
    flag('-mask', [text('file')], 'SMV image: header as -img, pixels of value 0 are skipped', (d, [f]) => {
      d.files.mask = f as string;
    }),
    flag('-sourcefile', [text('file')], 'sources: X Y Z weight wavelength(m)', set('beam', 'sources')),
    flag('-stol -4stol -Q', [text('file')], 'amorphous table: read and not used, as in the C program', (d, [f]) => {
      d.files.amorphous.push(f as string);
    }),
    flag('-stolout', [text('file')], 'accepted and not used, as in the C program', nothing),
  ],
};

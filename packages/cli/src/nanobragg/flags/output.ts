import { integer, number, seed, text, word } from '../values';
import { type FlagGroup, flag } from './flag';

type Which = 'float' | 'int' | 'pgm' | 'noise';

const output = (which: Which, doc: string) =>
  flag(`-${which}file -${which}image`, [text('file')], doc, (draft, [file]) => {
    draft.outputs[which] = file as string;
  });

const without = (which: Which, what: string) =>
  flag(`-no${which}`, [], `do not write the ${what}`, (draft) => {
    draft.outputs[which] = null;
  });

export const outputFlags: FlagGroup = {
  title: 'Output',
  flags: [
    output('float', 'float image (floatimage.bin)'),
    output('int', 'scaled 16-bit image (intimage.img)'),
    output('pgm', 'picture (image.pgm)'),
    output('noise', 'image with photon noise (noiseimage.img)'),
    without('float', 'float image'),
    without('int', 'scaled image'),
    without('pgm', 'picture'),
    without('noise', 'noise image'),
    flag('-outdir', [text('folder')], 'folder for all outputs (the working folder)', (d, [f]) => {
      d.outputs.directory = f as string;
    }),
    flag('-sidecar', [], 'write the resolved parameters of each image as JSON', (d) => {
      d.outputs.sidecar = true;
    }),
    flag('-xds_inp', [text('file')], 'write the geometry as input for XDS', (d, [f]) => {
      d.outputs.xdsInput = f as string;
    }),
    flag('-scale', [number()], 'multiplier of the scaled image (0: maximum at 55000)', (d, [x]) => {
      d.outputs.scale = x as number;
    }),
    flag('-adc', [number({ unit: 'ADU' })], 'offset of the scaled and the noise image (40)', (d, [x]) => {
      d.outputs.offset = x as number;
    }),
    flag('-pgmscale', [number()], 'multiplier of the picture (0: from the deviation)', (d, [x]) => {
      d.outputs.greyScale = x as number;
      d.outputs.pgm ??= 'image.pgm';
    }),
    flag('-seed', [seed()], 'seed of the photon noise (the time)', (d, [n]) => {
      d.experiment.seed = n as number;
    }),
    flag('-rng', [word('ran1', 'philox')], 'generator of the photon noise (ran1, as the C program)', (d, [g]) => {
      d.outputs.generator = g as 'ran1' | 'philox';
    }),
    flag('-printout', [], 'report every pixel', (d) => {
      d.run.printout = true;
    }),
    flag('-printout_pixel', [integer({ min: 0 }), integer({ min: 0 })], 'report one pixel: fast, slow', (d, [f, s]) => {
      d.run.printout = true;
      d.run.printoutPixel = [f as number, s as number];
    }),
    flag(
      '-trace_pixel',
      [integer({ min: 0 }), integer({ min: 0 })],
      'report one pixel with all digits: slow, fast',
      (d, [s, f]) => {
        d.run.tracePixel = [s as number, f as number];
      },
    ),
    flag('-progress', [], 'show progress (default)', (d) => {
      d.run.progress = true;
    }),
    flag('-noprogress', [], 'show no progress', (d) => {
      d.run.progress = false;
    }),
  ],
};

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KilledCommand } from './kill';

const NANOBRAGG = [
  ...['-default_F', '100', '-cell', '100', '100', '100', '90', '90', '90', '-N', '2', '-lambda', '1'],
  ...['-detpixels', '200', '-oversample', '1', '-seed', '1', '-noprogress'],
];

const EXPERIMENT = `seed: 1
detector: { distanceMm: 100, pixelMm: 0.2, pixelsFast: 300, pixelsSlow: 300 }
beam: { wavelengthA: 1, fluencePerM2: 1e24 }
crystal: { cell: [100, 100, 100, 90, 90, 90], cells: [3, 3, 3] }
structureFactors: { default: 100 }
readout: [{ kind: photon }, { kind: digitize, type: u16, offset: 40 }]
`;

/** Returns a NumPy image of counts, for commands that read one. */
function counts(): Buffer {
  const [slow, fast] = [300, 300];
  const pixels = new Float32Array(slow * fast).map((_, i) => (i * 7919) % 1000);
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${slow}, ${fast}), }`;
  const text = `${header.padEnd(128 - 10 - 1)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\0\0\0${text}`, 'latin1');
  head.writeUInt16LE(text.length, 8);
  return Buffer.concat([head, Buffer.from(pixels.buffer)]);
}

/**
 * Returns the commands that write images, with more than one output each where possible.
 *
 * @param braggsim command line that starts it: node with its options, and the file of the command
 * @param nanoBragg the corresponding command line of nanoBragg
 */
export function killedCommands(braggsim: readonly string[], nanoBragg: readonly string[]): KilledCommand[] {
  const image = (folder: string) => writeFileSync(join(folder, 'counts.npy'), counts());
  return [
    {
      name: 'simulate',
      command: [...braggsim, 'simulate', 'experiment.yaml', '-o', 'image.cbf', '-o', 'image.img', '-o', 'image.npy'],
      outputs: ['image.cbf', 'image.img', 'image.npy'],
      prepare: (folder) => writeFileSync(join(folder, 'experiment.yaml'), EXPERIMENT),
    },
    {
      name: 'convert',
      command: [...braggsim, 'convert', 'counts.npy', 'out.cbf'],
      outputs: ['out.cbf'],
      prepare: image,
    },
    {
      name: 'noise',
      command: [...braggsim, 'noise', 'counts.npy', '-o', 'noisy.cbf', '-o', 'noisy.npy', '--seed', '1'],
      outputs: ['noisy.cbf', 'noisy.npy'],
      prepare: image,
    },
    {
      name: 'nanoBragg',
      command: [...nanoBragg, ...NANOBRAGG],
      outputs: ['floatimage.bin', 'image.pgm', 'intimage.img', 'noiseimage.img'],
    },
  ];
}

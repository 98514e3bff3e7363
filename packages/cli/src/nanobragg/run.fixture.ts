import { finisher } from '../terminal/run.fixture';
import { nanoBragg } from './main';

export { type Finished, type Folder, folder } from '../terminal/run.fixture';

/** Runs the drop-in and returns its exit code and output. */
export const finish = finisher('nanoBragg', nanoBragg);

/** The shortest command line that produces an image. */
export const SMALL: readonly string[] = [
  ...['-default_F', '100', '-cell', '100', '100', '100', '90', '90', '90', '-N', '2'],
  ...['-detpixels', '8', '-oversample', '1', '-seed', '1', '-noprogress'],
];

export const OUTPUTS: readonly string[] = ['floatimage.bin', 'image.pgm', 'intimage.img', 'noiseimage.img'];

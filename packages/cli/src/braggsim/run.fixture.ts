import { finisher } from '../terminal/run.fixture';
import { braggsim } from './main';

export { type Finished, type Folder, folder } from '../terminal/run.fixture';

/** Runs the modern command to its exit code. */
export const finish = finisher('braggsim', braggsim);

/** The flags of a small image. */
export const SMALL: readonly string[] = [
  ...['--default-f', '100', '--cell', '60,60,40', '--ncells', '4,4,4', '--shape', 'gauss-hkl'],
  ...['--detpixels', '16', '--pixel', '0.4', '--distance', '300', '--oversample', '1', '--seed', '3'],
];

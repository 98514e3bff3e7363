import { beamFlags } from './beam';
import { crystalFlags } from './crystal';
import { detectorFlags } from './detector';
import type { FlagGroup } from './flag';
import { inputFlags } from './input';
import { outputFlags } from './output';
import { runningFlags } from './running';

export type { Flag, FlagGroup } from './flag';

/** Every flag of the drop-in command, in the order of its help. */
export const FLAG_GROUPS: readonly FlagGroup[] = [
  inputFlags,
  detectorFlags,
  beamFlags,
  crystalFlags,
  outputFlags,
  runningFlags,
];

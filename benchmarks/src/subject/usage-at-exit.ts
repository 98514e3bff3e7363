/** Preloaded by `node --import`: leaves what the process used, as JSON, in the file that USAGE_FILE names. */
import { writeFileSync } from 'node:fs';
import { peakMemory, usageSoFar } from './usage';

process.on('exit', () => {
  const file = process.env.USAGE_FILE;
  if (file) writeFileSync(file, JSON.stringify({ ...usageSoFar(), peakMemory: peakMemory() }));
});

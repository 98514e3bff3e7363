/** Module for `node --import` that writes the resources used by the process as JSON to the file of USAGE_FILE. */
import { writeFileSync } from 'node:fs';
import { peakMemory, usageSoFar } from './usage';

process.on('exit', () => {
  const file = process.env.USAGE_FILE;
  if (file) writeFileSync(file, JSON.stringify({ ...usageSoFar(), peakMemory: peakMemory() }));
});

/**
 * Script for `node --require` that writes the resources used by the process as JSON to the file of USAGE_FILE. A module for `node --import`
 * would make Node start the measured command by its loader of modules, which takes longer than a small image.
 */
import { writeFileSync } from 'node:fs';
import { peakMemory, usageSoFar } from './usage';

process.on('exit', () => {
  const file = process.env.USAGE_FILE;
  if (file) writeFileSync(file, JSON.stringify({ ...usageSoFar(), peakMemory: peakMemory() }));
});

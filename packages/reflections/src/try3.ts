import { readFileSync } from 'node:fs';
import { readModel, structureFactors } from './coordinates';
const model = readModel(readFileSync('/tmp/lys.pdb'), 'lys.pdb').value;
for (let i = 0; i < 6; i++) structureFactors(model, { dMinA: 2, solvent: process.argv[2] ? {} : false, method: 'fft' });

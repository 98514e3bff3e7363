import { readFileSync } from 'node:fs';
import { readModel, structureFactors } from './coordinates';
const model = readModel(readFileSync('/tmp/lys.pdb'), 'lys.pdb').value;
const best = (n: number, f: () => void) => { let m = 1e9; for (let i = 0; i < n; i++) { const t = process.cpuUsage(); f(); const u = process.cpuUsage(t); m = Math.min(m, (u.user + u.system) / 1000); } return m; };
const fft = best(20, () => structureFactors(model, { dMinA: 2, solvent: false, method: 'fft' }));
const sol = best(6, () => structureFactors(model, { dMinA: 2, method: 'fft' }));
const direct = best(3, () => structureFactors(model, { dMinA: 2, solvent: false, method: 'direct' }));
console.log({ fft, direct, sol, ratio: direct / fft });

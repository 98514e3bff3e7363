import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readModel, structureFactors, amplitudes, dispersionAt, sphereOf, fcalcMtz } from './coordinates';
import { readMtz } from './files';
import { parseHkl } from './hkl';
const model = readModel(readFileSync('/tmp/lys.pdb'), 'lys.pdb').value;
const time = <T>(label: string, f: () => T): T => { const t = performance.now(); const r = f(); console.log(label, (performance.now() - t).toFixed(0), 'ms'); return r; };
for (let i = 0; i < 3; i++) time('fft', () => structureFactors(model, { dMinA: 2, solvent: false, method: 'fft' }));
const fft = structureFactors(model, { dMinA: 2, solvent: false, method: 'fft' });
const direct = time('direct', () => structureFactors(model, { dMinA: 2, solvent: false, method: 'direct' }));
let [d, s, worst] = [0, 0, 0];
for (let i = 0; i < fft.h.length; i++) { const e = Math.hypot((fft.plusRe[i]! - direct.plusRe[i]!), fft.plusIm[i]! - direct.plusIm[i]!); const f = Math.hypot(direct.plusRe[i]!, direct.plusIm[i]!); d += e; s += f; if (i && e / 225 > worst) worst = e / 225; }
console.log('fft vs direct R', d / s, 'worst/meanF', worst, 'n', fft.h.length);
const key = (h: number, k: number, l: number) => `${h} ${k} ${l}`;
const F = amplitudes(direct).plus;
const ours = new Map([...fft.h.keys()].map((i) => [key(fft.h[i]!, fft.k[i]!, fft.l[i]!), F[i]!]));
console.log('14 0 7', sphereOf(direct).count);
for (const f of ['lys_gemmi.mtz', 'lys_gemmi_fine.mtz']) {
  const mtz = readMtz(readFileSync('/tmp/' + f));
  const [H, K, L, FC] = mtz.columns.map((c) => c.values);
  let [num, den, missing] = [0, 0, 0];
  for (let i = 0; i < mtz.count; i++) { const o = ours.get(key(H![i]!, K![i]!, L![i]!)); if (o === undefined) { missing++; continue; } num += Math.abs(o - FC![i]!); den += FC![i]!; }
  console.log(f, 'R', num / den, 'missing', missing, 'of', mtz.count, ours.size);
}
const disp = await dispersionAt(1.0);
console.log(disp('I'), disp('S'), disp('C'));
const list = parseHkl(gunzipSync(readFileSync('/work/shared/data/lysozyme_1vat.hkl.gz')));
const shipped = new Map([...list.h.keys()].map((i) => [key(list.h[i]!, list.k[i]!, list.l[i]!), list.F[i]!]));
for (const solvent of [{}, { probeA: 1.0, shrinkA: 1.1 }, { probeA: 1.1, shrinkA: 1.1 }, { probeA: 1.2, shrinkA: 0.9 }]) {
  const full = time('full', () => structureFactors(model, { dMinA: 2, dispersion: disp, solvent }));
  const a = amplitudes(full);
  let [num, den, n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0, 0, 0]; let [bx, by, bxy] = [0, 0, 0];
  for (let i = 1; i < full.h.length; i++) { const o = shipped.get(key(full.h[i]!, full.k[i]!, full.l[i]!)); if (o === undefined) continue; const m = shipped.get(key(-full.h[i]!, -full.k[i]!, -full.l[i]!))!; const x = a.plus[i]!; num += Math.abs(x - o); den += o; n++; sx += x; sy += o; sxx += x * x; syy += o * o; sxy += x * o; const [p, q] = [x - a.minus[i]!, o - m]; bx += p * p; by += q * q; bxy += p * q; }
  console.log(JSON.stringify(solvent), 'R', num / den, 'CC', (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy)), 'bijvoet CC', bxy / Math.sqrt(bx * by), 'F000', full.plusRe[0], 'fraction', full.solventFraction, 'n', n, full.h.length);
}
writeFileSync('/tmp/ours.mtz', fcalcMtz(structureFactors(model, { dMinA: 2, dispersion: disp }), { title: 'test', wavelengthA: 1, history: ['made by braggsim'] }));

import { randomTrials } from './random-experiment.fixture';
import { margins } from './kernels-agree.fixture';
import { buildPlan } from './plan';
const [from, to, which] = process.argv.slice(2);
const shapes = ['square', 'round', 'gauss', 'gauss-hkl'];
const trials = randomTrials(300, 31, { detector: { curved: false }, structureFactors: { default: 100 }, sampling: { dMinA: Number(which) } });
for (let i = Number(from); i < Number(to); i++) {
  const t = trials[i]!;
  const { file, ...sf } = t.experiment.structureFactors as any; delete sf.interpolation;
  const e = { ...t.experiment, structureFactors: sf, crystal: { ...t.experiment.crystal, shape: shapes[i % 4]! } };
  try {
    const { plan } = await buildPlan(e, { ...t.inputs, reflections: undefined } as any);
    const m = await margins(plan);
    const bad = m.double > 1 || m.mixed > 1 || m.single > 1;
    console.log(i, bad ? 'BAD' : 'ok', e.crystal.shape, String(e.crystal.cells), m.double.toFixed(3), m.mixed.toFixed(3), m.single.toFixed(4), m.bounded, m.maximum.toExponential(2), bad ? JSON.stringify(e) : '');
  } catch (err) { console.log(i, 'ERR', (err as Error).message, JSON.stringify(e)); }
}

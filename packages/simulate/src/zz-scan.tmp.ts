import { randomTrials } from '/work/main/packages/simulate/src/random-experiment.fixture';
import { margins } from '/work/main/packages/simulate/src/kernels-agree.fixture';
import { buildPlan } from '/work/main/packages/simulate/src/plan';
const [from, to] = process.argv.slice(2).map(Number);
const trials = randomTrials(300);
const t0 = performance.now();
for (let i = from; i < to; i++) {
  const t = trials[i]!;
  try {
    const { plan } = await buildPlan(t.experiment, t.inputs);
    const t1 = performance.now();
    const m = await margins(plan);
    const bad = m.double > 1 || m.mixed > 1 || m.single > 1;
    console.log(i, bad ? 'BAD' : 'ok', m.double.toFixed(3), m.mixed.toFixed(3), m.single.toFixed(4), m.bounded, m.maximum.toExponential(2), (performance.now()-t1).toFixed(0)+'ms', bad ? JSON.stringify(t.experiment) : '');
  } catch (e) { console.log(i, 'ERR', (e as Error).message, JSON.stringify(t.experiment)); }
}
console.log('total', performance.now() - t0);

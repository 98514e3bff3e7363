import { referenceCases, floatImage, referenceInput } from '@braggsim/testkit';
import { buildPlan, builtinTerms } from '@braggsim/simulate';import {cpuKernel} from '../kernel-cpu/src/cpu/kernel';
import { parseHkl, readCache } from '@braggsim/reflections';
import { parseMatrix } from '@braggsim/lattice';
import { parseSources } from '@braggsim/sources';
const only = process.argv[2];
const text=(n:string)=>new TextDecoder().decode(referenceInput(n));
for (const c of referenceCases()) {
  if (only && !c.id.startsWith(only)) continue;
  if (/img|mask/.test(c.features.join())) continue;
  const t0=performance.now();
  try {
  const e=c.experiment; const inputs: any = {};
  if (e.structureFactors?.file) inputs.reflections=parseHkl(referenceInput(e.structureFactors.file));
  else if (e.structureFactors?.cache) inputs.reflections=readCache(referenceInput(e.structureFactors.cache));
  if (e.crystal?.matrix) inputs.matrix=parseMatrix(text(e.crystal.matrix)).value;
  if (e.beam?.sources) inputs.sources=parseSources(text(e.beam.sources));
  const b = await buildPlan(e,inputs); const k = await cpuKernel({precision: (process.env.PREC ?? 'double') as any, relaxed: false}).prepare(b.plan.fixed, builtinTerms); const r = await k.run(b.plan.shot); const s={panels:[{data:r.photons![0]}]};
  const t1=performance.now();
  const full=s.panels[0]!.data as Float32Array; const ref=floatImage(c);
  const [s0,s1,f0,f1]=c.crop ?? [0,c.shape[0],0,c.shape[1]];
  let worst=0, max=c.stats.max, sum=0; const w=f1-f0;
  for (const v of full) sum+=v;
  for(let i=s0;i<s1;i++)for(let j=f0;j<f1;j++){const a=full[i*c.shape[1]+j]!, b=ref[(i-s0)*w+j-f0]!; if(Math.abs(b)>1e-6*max) worst=Math.max(worst,Math.abs(a-b)/Math.abs(b)); else if(Math.abs(a-b)>1e-6*max) worst=Math.max(worst,1);}
  console.log(worst<1e-6?'ok  ':'BAD ', c.id, worst.toExponential(2), (sum/c.stats.sum-1).toExponential(2), (t1-t0).toFixed(0)+'ms', worst<1e-6?'':c.quirks.join());
  } catch(err) { console.log('ERR ', c.id, (err as Error).message); }
}

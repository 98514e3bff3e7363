import { joined, mutations } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { imageOf } from './fixture';
import { nxmx } from './nxmx';
test('fuzz', async () => {
  const codec = await nxmx();
  const file = joined(codec.encode?.(imageOf(Int32Array.from({ length: 35 }, (_, i) => i), 5, 7), {}) ?? []);
  let worst = 0; let ok=0; let n=0; const heads:Record<string,number>={};
  const t0=performance.now();
  for (const m of mutations(file, 3000)) { const t = performance.now(); n++; try { codec.decode?.(m, {}); codec.inspect?.(m,{}); ok++; } catch (e) { const k=String(e).slice(0,60); heads[k]=(heads[k]??0)+1; } worst = Math.max(worst, performance.now() - t); }
  // scattered damage over the whole file
  let seed=1; const rnd=(k:number)=>{seed=(seed*1103515245+12345)%2147483648; return Math.floor(seed/2147483648*k)};
  for (let i=0;i<3000;i++){ const m=file.slice(); for(let k=0;k<1+rnd(4);k++) m[rnd(m.length)]=rnd(256); const t=performance.now(); n++; try { codec.decode?.(m, {}); codec.inspect?.(m,{}); ok++; } catch (e) { const k=String(e).slice(0,60); heads[k]=(heads[k]??0)+1; } worst = Math.max(worst, performance.now() - t); }
  console.log(n, ok, worst, performance.now()-t0, file.length, heads, process.memoryUsage().rss/1e6);
  expect(1).toBe(1);
}, 300000);

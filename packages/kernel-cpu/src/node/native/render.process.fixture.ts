/** Renders a varied plan in a process of its own and prints how: `render.process.fixture.ts '{"native": …, "orientations": …}'`. */
import { createHash } from 'node:crypto';
import { variedPlan, variedTerms } from '../../cpu/varied-plan.fixture';
import { threadedCpuKernel } from '../threaded';

const [pixelsFast, pixelsSlow] = [40, 300];
/** A row of tiles is computed, the whole panel is what the estimate of the work is made from. */
const mask = Uint8Array.from({ length: pixelsFast * pixelsSlow }, (_, i) => (i < 8 * pixelsFast ? 1 : 0));

const { orientations, ...options } = JSON.parse(process.argv[2] ?? '{}');
const { fixed, shot } = variedPlan({ panel: { pixelsFast, pixelsSlow, mask }, orientations });
const kernel = await threadedCpuKernel.prepare(fixed, variedTerms, { threads: 1, ...options });
const { photons } = await kernel.run(shot);
const hash = createHash('sha256')
  .update(photons?.[0] as Float32Array)
  .digest('hex');
process.stdout.write(JSON.stringify({ hash, ...kernel.arithmetic }));
await kernel.close();

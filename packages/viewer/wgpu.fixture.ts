/** Computes experiments with the GPU kernel in Deno, whose WebGPU is wgpu: a list of them as JSON comes in, their photons go out. */
import type { Experiment } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';

/** What Deno has in place of Node's process. */
interface DenoProcess {
  readonly stdin: { readonly readable: ReadableStream<Uint8Array<ArrayBuffer>> };
}
const { Deno } = globalThis as unknown as { readonly Deno: DenoProcess };

/** The photons of the panels of each experiment, or why there is no adapter. */
export type WgpuAnswer = { readonly adapter: string; readonly photons: number[][][] } | { readonly problem: string };

async function answer(): Promise<WgpuAnswer> {
  const experiments = (await new Response(Deno.stdin.readable).json()) as Experiment[];
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return { problem: 'Deno has no WebGPU adapter: install a Vulkan driver, such as mesa-vulkan-drivers' };
  const photons: number[][][] = [];
  for (const experiment of experiments) {
    const { panels } = await simulate({ ...experiment, sampling: { ...experiment.sampling, kernel: 'gpu' } });
    photons.push(panels.map(({ data }) => Array.from(data)));
  }
  return { adapter: adapter.info.description, photons };
}

console.log(JSON.stringify(await answer()));

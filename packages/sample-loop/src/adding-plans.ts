import { interrupted } from '@braggsim/core';
import type {
  Arithmetic,
  Differentiator,
  FixedPlan,
  Kernel,
  KernelOptions,
  KernelResult,
  PixelDerivatives,
  PlanDerivative,
  PreparedKernel,
  RunOptions,
  ShotPlan,
} from '@braggsim/core/kernel';
import { fixedParts, planParts, shotParts } from '@braggsim/core/plans';
import { isBraggOutput } from './bragg-outputs';

type DerivativeRequest = Parameters<Differentiator['run']>[0];

/** A kernel whose prepared plans have worker threads and the like in common, until these are closed. */
export interface SharingKernel extends Pick<Kernel, 'prepare'> {
  readonly close: () => Promise<void>;
}

/**
 * Makes a kernel of single plans one of sums of plans: it computes them one after the other and adds their images. A plan
 * without further ones is left to the kernel as it is.
 *
 * @param sharing makes a kernel for the plans of one sum; the kernel itself when absent
 */
export const addingPlans = (kernel: Kernel, sharing?: (options: KernelOptions) => SharingKernel): Kernel => ({
  ...addingDerivatives(kernel),
  accepts: (plan) => [...new Set(planParts(plan).flatMap((part) => kernel.accepts(part)))],
  prepare: async (fixed, terms, options) => {
    if (!fixed.further?.length) return kernel.prepare(fixed, terms, options);
    const common = sharing?.(options ?? {});
    const sum = (part: FixedPlan) => (common ?? kernel).prepare(part, terms, options);
    return preparedSum(fixed, sum, async () => common?.close());
  },
  ...(sharing && {
    session: (options = {}) => {
      const common = sharing(options);
      return {
        prepare: (fixed, terms) => {
          const prepare = (part: FixedPlan) => common.prepare(part, terms, options);
          return fixed.further?.length ? preparedSum(fixed, prepare, async () => {}) : prepare(fixed);
        },
        close: common.close,
      };
    },
  }),
});

/** Prepares the plans of a sum. @param closeCommon called after the last of them is closed */
async function preparedSum(
  fixed: FixedPlan,
  prepare: (part: FixedPlan) => Promise<PreparedKernel>,
  closeCommon: () => Promise<void>,
): Promise<PreparedKernel> {
  const prepared: PreparedKernel[] = [];
  const close = async () => {
    await Promise.all(prepared.map((one) => one.close()));
    await closeCommon();
  };
  try {
    for (const part of fixedParts(fixed)) prepared.push(await prepare(part));
  } catch (error) {
    await close();
    throw error;
  }
  let arithmetic: () => Arithmetic = () => ({ precision: 'double', threads: 1 });
  const shotsInFlight = prepared[0]?.shotsInFlight;
  return {
    run: async (shot, run = {}) => {
      const result = await runAll(prepared, shotParts(shot), run);
      arithmetic = () => prepared.map((one) => one.arithmetic).reduce(together);
      return result;
    },
    get arithmetic() {
      return arithmetic();
    },
    ...(shotsInFlight !== undefined && { shotsInFlight }),
    close,
  };
}

/** Makes the derivatives of a kernel those of sums of plans; its images stay as they are. */
export const addingDerivatives = (kernel: Kernel): Kernel => ({
  ...kernel,
  ...(kernel.differentiator && {
    differentiator: async (...with_) => {
      const one = await (kernel.differentiator as NonNullable<Kernel['differentiator']>)(...with_);
      return {
        run: (request) => differentiateAll(one, request),
        get arithmetic() {
          return one.arithmetic;
        },
        close: () => one.close(),
      };
    },
  }),
});

/** Runs all plans of a sum; factors are those of the first one, and photons of Bragg scattering are added like all photons. */
async function runAll(
  prepared: readonly PreparedKernel[],
  shots: readonly ShotPlan[],
  { outputs = ['photons'], into, signal, progress }: RunOptions,
): Promise<KernelResult> {
  const options = (i: number): RunOptions => ({
    ...(signal && { signal }),
    ...(progress && { progress: (fraction) => progress((i + fraction) / prepared.length) }),
  });
  const [first, ...others] = prepared as [PreparedKernel, ...PreparedKernel[]];
  const images = await first.run(shots[0] as ShotPlan, { ...options(0), outputs, ...(into && { into }) });
  const added = outputs.filter((output) => output === 'photons' || isBraggOutput(output));
  if (added.length === 0) return images;
  let scratch: Record<string, (Float32Array | Float64Array)[]> = {};
  for (const output of added) {
    const ofOutput = images[output] ?? [];
    if (!ofOutput.some((image) => image instanceof Float64Array)) continue;
    scratch[output] = ofOutput.map(({ length }) => new Float64Array(length));
  }
  for (const [i, one] of others.entries()) {
    if (signal?.aborted) throw interrupted();
    const more = await one.run(shots[i + 1] as ShotPlan, { ...options(i + 1), outputs: added, into: scratch });
    for (const output of added) {
      for (const [p, image] of (images[output] ?? []).entries()) addTo(image, more[output]?.[p] as Float64Array);
    }
    scratch = Object.fromEntries(added.map((output) => [output, [...(more[output] ?? [])]]));
  }
  return images;
}

function addTo(image: Float32Array | Float64Array, more: Float32Array | Float64Array): void {
  for (let i = 0; i < image.length; i++) image[i] = (image[i] as number) + (more[i] as number);
}

const COARSEST_FIRST = ['single', 'mixed', 'double'];

/** Returns the arithmetic of a sum: the least precise of its plans', and the most threads. */
function together(a: Arithmetic, b: Arithmetic): Arithmetic {
  const order = COARSEST_FIRST.indexOf(a.precision) - COARSEST_FIRST.indexOf(b.precision);
  const coarser = order < 0 || (order === 0 && (a.bound ?? 0) >= (b.bound ?? 0)) ? a : b;
  return { ...coarser, threads: Math.max(a.threads, b.threads) };
}

/** Tells whether a derivative of a plan is other than 0. */
const changes = ({ name: _, ...parts }: PlanDerivative): boolean => Object.keys(parts).length > 0;

/** Differentiates all plans of a sum, each in the directions in which it changes. */
async function differentiateAll(
  differentiator: Differentiator,
  { plan, by, boxes, signal, progress }: DerivativeRequest,
): Promise<PixelDerivatives> {
  const plans = planParts(plan);
  const run = (request: Pick<DerivativeRequest, 'plan' | 'by'>, i: number) =>
    differentiator.run({
      ...request,
      boxes,
      ...(signal && { signal }),
      ...(progress && { progress: (fraction) => progress((i + fraction) / plans.length) }),
    });
  if (plans.length === 1) return run({ plan, by }, 0);
  let sum: PixelDerivatives | undefined;
  for (const [i, part] of plans.entries()) {
    const own = by.map(({ further, ...first }) => (i === 0 ? first : further?.[i - 1]));
    const concerned = own.flatMap((derivative, d) => (derivative && changes(derivative) ? [d] : []));
    const { photons, derivatives } = await run({ plan: part, by: concerned.map((d) => own[d] as PlanDerivative) }, i);
    sum ??= { photons: photons.map(() => 0), derivatives: by.map(() => new Float64Array(photons.length)) };
    addTo(sum.photons, photons);
    for (const [j, d] of concerned.entries()) {
      addTo(sum.derivatives[d] as Float64Array, derivatives[j] as Float64Array);
    }
  }
  return sum as PixelDerivatives;
}

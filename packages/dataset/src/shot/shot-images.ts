import type { Derived, PixelMask } from '@braggsim/core/derived';
import type { Kernel, KernelOptions, PanelPlan, PixelBounds, Plan, Registry } from '@braggsim/core/kernel';
import { compatibilityOf, type Experiment, type Label, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { type BuiltPlan, buildPlan, chooseKernel } from '@braggsim/simulate';
import { planMemory, renderLabels } from '@braggsim/simulate/shots';
import { cropped, sizeOf } from './held-pixels';

/** Noise-free photons of the pixels that are held, [slow, fast]. */
export type Photons = Float32Array;

/** Images of labels of a shot: planes [slow, fast] of the pixels that are held, one after the other, 0 where nothing scatters. */
export type PixelLabelImages = Readonly<Partial<Record<Label, Float32Array>>>;

/** What images are computed with. */
export interface ImageResources {
  readonly stages: Stages;
  readonly kernels?: Registry<Kernel> | undefined;
  /** Whether native code may compute, where the experiment does not say it; `auto` when absent. */
  readonly native?: KernelOptions['native'] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the arrays of a shot are memory for the one after it, as where each shot is stored before the next is made. */
  readonly reuse?: boolean | undefined;
}

/** Memory for the images of one kind, shot after shot. */
interface ImageMemory {
  photons: Photons;
}

/** Computes noise-free images of the shots of a data set. */
export interface ShotImages {
  /** Derives the crystals of an experiment. */
  derive(experiment: Experiment, inputs: SimulationInputs): Derived;
  /** Computes the photons of the crystals of an experiment without background, and labels of its pixels. */
  spots(
    experiment: Experiment,
    inputs: SimulationInputs,
    held: PixelBounds,
    labels: readonly Label[],
  ): Promise<{ readonly photons: Photons; readonly built: BuiltPlan; readonly pixelLabels: PixelLabelImages }>;
  /** Computes the background of an experiment without crystal; that of the last shot where nothing that it depends on differs. */
  background(experiment: Experiment, inputs: SimulationInputs, held: PixelBounds): Promise<Photons>;
}

/**
 * Returns the options with which a kernel gives the same bytes on every processor: one thread, plain vector instructions and a
 * fixed precision, single unless the experiment says otherwise. Native code gives the bytes of WebAssembly.
 */
function portableOptions({ sampling = {} }: Experiment, native: KernelOptions['native'] = 'auto'): KernelOptions {
  const { precision = 'single', tolerance, vectorBits } = sampling;
  return {
    precision: precision === 'auto' ? 'single' : precision,
    ...(tolerance !== undefined && { tolerance }),
    ...(vectorBits !== undefined && { vectorBits }),
    threads: 1,
    native: sampling.native ?? native,
    relaxedSimd: false,
  };
}

type Session = ReturnType<NonNullable<Kernel['session']>>;

/** Creates the function that computes the image of a plan, in one session for all plans of a kernel. */
function renderer({ kernels, signal, native, stages: { terms } }: ImageResources) {
  const sessions = new Map<Kernel, Session>();
  /** The image of a whole panel of which shots hold a part: one for all shots, since they are large. */
  let panelImage = new Float32Array();
  const sessionOf = (kernel: Kernel, options: KernelOptions): Session => {
    const known = sessions.get(kernel);
    if (known) return known;
    const session = kernel.session?.(options) ?? {
      prepare: (fixed: Plan['fixed']) => kernel.prepare(fixed, terms, options),
      close: async () => {},
    };
    sessions.set(kernel, session);
    return session;
  };
  return async (
    experiment: Experiment,
    plan: Plan,
    held: PixelBounds,
    memory: ImageMemory | undefined,
    labels: readonly Label[] = [],
  ): Promise<{ readonly photons: Photons; readonly pixelLabels: PixelLabelImages }> => {
    const kernel = await chooseKernel(plan, experiment.sampling?.kernel, kernels);
    // What the options follow from is the same in all shots.
    const prepared = await sessionOf(kernel, portableOptions(experiment, native)).prepare(plan.fixed, terms);
    try {
      const [panel] = plan.fixed.panels as readonly [PanelPlan];
      const size = panel.pixelsFast * panel.pixelsSlow;
      const isPart = sizeOf(held) < size;
      if (isPart && panelImage.length !== size) panelImage = new Float32Array(size);
      const into = isPart ? panelImage : memory?.photons.length === size ? memory.photons : undefined;
      const { photons = [] } = await prepared.run(plan.shot, {
        ...(signal && { signal }),
        ...(into && { into: { photons: [into] } }),
      });
      const [image = new Float32Array()] = photons;
      const ofPanels = await renderLabels(prepared, plan.shot, labels, signal ? { signal } : {});
      const pixelLabels = Object.fromEntries(
        Object.entries(ofPanels).map(([label, [planes]]) => [label, planes && cropped(planes, panel, held)]),
      );
      const whole = image instanceof Float32Array ? image : new Float32Array(image);
      const own = cropped(whole, panel, held, memory?.photons);
      if (memory) memory.photons = own;
      return { photons: own, pixelLabels };
    } finally {
      await prepared.close();
    }
  };
}

/** Sections of an experiment that its background depends on. */
const BACKGROUND_SECTIONS = [
  'beam',
  'detector',
  'goniometer',
  'beamStop',
  'absorption',
  'scan',
  'background',
  'factors',
  'compat',
  'compatibility',
] as const;

/** Creates the function that returns inputs without those of a crystal, as the same object for the same inputs: tables of amplitudes would be looked up for nothing. */
function withoutAmplitudes(): (inputs: SimulationInputs) => SimulationInputs {
  const known = new WeakMap<SimulationInputs, SimulationInputs>();
  return (inputs) => {
    const { matrix: _, reflections: __, ...others } = inputs;
    const bare = known.get(inputs) ?? others;
    known.set(inputs, bare);
    return bare;
  };
}

/** Creates the images of the shots of a data set. */
export function shotImages(resources: ImageResources): ShotImages {
  const { stages, reuse } = resources;
  const memory = (): ImageMemory | undefined => (reuse ? { photons: new Float32Array() } : undefined);
  const [crystalMemory, backgroundMemory] = [memory(), memory()];
  const [ofCrystals, ofBackground] = [planMemory(), planMemory()];
  const render = renderer(resources);
  const bareInputs = withoutAmplitudes();
  let last:
    | { readonly sections: readonly unknown[]; readonly inputs: SimulationInputs; readonly photons: Photons }
    | undefined;
  return {
    derive: (experiment, inputs) => ofCrystals.derive(experiment, inputs, compatibilityOf(experiment), stages).derived,
    spots: async (experiment, inputs, held, labels) => {
      const built = await buildPlan(experiment, inputs, stages, ofCrystals);
      return { ...(await render(experiment, built.plan, held, crystalMemory, labels)), built };
    },
    background: async (experiment, inputs, held) => {
      if (!experiment.background?.length) return new Float32Array(sizeOf(held));
      const { oversample, roi } = experiment.sampling ?? {};
      const sections = [oversample, roi, ...BACKGROUND_SECTIONS.map((section) => experiment[section])];
      if (last && last.inputs === inputs && last.sections.every((section, i) => section === sections[i]))
        return last.photons;
      // Its array may receive the new one.
      last = undefined;
      const { plan } = await buildPlan(experiment, bareInputs(inputs), stages, ofBackground);
      const { photons } = await render(experiment, plan, held, backgroundMemory);
      last = { sections, inputs, photons };
      return photons;
    },
  };
}

/** Returns 1 for each pixel [slow, fast] of the one panel of a detector that is measured, and 0 for the others. */
function measuredPixels(
  { detector }: Pick<Derived, 'detector'>,
  masks: readonly (ArrayLike<number> | undefined)[],
): Uint8Array {
  const { pixelsFast, pixelsSlow, gaps = [] } = detector;
  const measured = new Uint8Array(pixelsFast * pixelsSlow).fill(1);
  for (const { fast, slow } of gaps) {
    for (let y = slow[0]; y < slow[1]; y++) measured.fill(0, y * pixelsFast + fast[0], y * pixelsFast + fast[1]);
  }
  const [mask] = masks;
  if (mask) for (let i = 0; i < measured.length; i++) if (mask[i] !== 0) measured[i] = 0;
  return measured;
}

/** Returns which of the pixels that are held are measured: 1 for those that are. */
export type Measured = (held: PixelBounds) => Uint8Array;

/** Creates the function that returns the measured pixels of a shot: those of the last shot where its detector has the same mask. */
export function measuredOnce(masks: readonly (PixelMask | undefined)[]): (derived: Derived) => Measured {
  let key = '';
  let last: Measured;
  return (derived) => {
    const { pixelsFast, pixelsSlow, gaps } = derived.detector;
    const now = JSON.stringify([pixelsFast, pixelsSlow, gaps]);
    if (now !== key) last = measuredParts(measuredPixels(derived, masks), { pixelsFast, pixelsSlow });
    key = now;
    return last;
  };
}

/** Creates the function that returns parts of the measured pixels of a panel: the same array for the same bounds. */
function measuredParts(measured: Uint8Array, panel: Pick<PanelPlan, 'pixelsFast' | 'pixelsSlow'>): Measured {
  const known = new Map<string, Uint8Array>();
  return (held) => {
    const key = [...held.fast, ...held.slow].join();
    const part = known.get(key) ?? cropped(measured, panel, held);
    known.set(key, part);
    return part;
  };
}

import type { Slot, SlotResult, Term, Vec3 } from '@braggsim/core';
import {
  type BackgroundMode,
  INPUTS,
  type InputName,
  type InputValues,
  orientationCount,
  orientationSlopes,
  type Plan,
  type PlanDerivative,
  rayTo,
  scattering,
  splitIndex,
  type TermPlan,
} from '@braggsim/core/kernel';
import { calculator, type Dual, duals, type Triple } from '@braggsim/formula';
import type { PlanTerms } from '@braggsim/sample-loop';
import { tableValues } from '../table-values';
import { bandScattering } from './band';
import { reachOf } from './bind';
import { dualBeams, dualTriple, lift, type Slopes } from './dual-beams';
import { scatteringOf } from './scatter';

/** Expected photons of a pixel with their derivatives. */
export type DifferentiatePixel = (panel: number, fast: number, slow: number) => Dual;

/** Returns the spot of a shape with constants that carry derivatives. */
const gaussianOf = (shape: Term<'shape'>, constants: Record<string, unknown>, { shape: plan }: Plan['fixed']) =>
  (shape.gaussian as NonNullable<typeof shape.gaussian>)<Dual>(constants as never, plan.specialization);

type PanelDerivative = NonNullable<PlanDerivative['panels']>[number];

/**
 * Returns the loops over the samples of a pixel on dual numbers: every formula runs as the plain function that it is, on values that
 * carry their derivatives. It shares no code with the graphs of other kernels and checks them.
 */
export function pixelDifferentiator(
  { fixed, shot }: Plan,
  by: readonly PlanDerivative[],
  terms: PlanTerms,
): DifferentiatePixel {
  const tables = tableValues(fixed.tables);
  const algebra = duals(
    by.length,
    tables,
    by.map((direction) => direction.tables),
  );
  const m = calculator(algebra);
  const zeros = new Array<number>(by.length).fill(0);
  const plain = (value: number): Dual => ({ value, partials: zeros });
  const constantsOf = (plan: TermPlan, of: (direction: PlanDerivative) => TermPlan['constants'] | undefined) =>
    Object.fromEntries(
      Object.entries(plan.constants).map(([name, value]) => {
        const slopes = by.map((direction) => of(direction)?.[name]);
        return [name, typeof value === 'number' ? lift(value, slopes) : value.map((x, i) => lift(x, slopes, i))];
      }),
    );
  const bind = <S extends Slot>(
    term: Term<S>,
    plan: TermPlan,
    of: (direction: PlanDerivative) => TermPlan['constants'] | undefined,
  ) => {
    const constants = constantsOf(plan, of);
    return (x: InputValues<Dual>) => term.formula(m, x, constants as never, plan.specialization) as SlotResult<S, Dual>;
  };
  const shape = bind(terms.shape, fixed.shape, (d) => d.shape);
  const structure = bind(terms.structure, fixed.structure, (d) => d.structure);
  const factors = fixed.factors.map((plan, i) => bind(terms.factors[i] as Term<'factor'>, plan, (d) => d.factors?.[i]));
  const backgrounds = fixed.backgrounds.map((plan, i) =>
    bind(terms.backgrounds[i] as Term<'background'>, plan, (d) => d.backgrounds?.[i]),
  );
  const scatters = (fixed.scatters ?? []).map((plan, i) =>
    bind(terms.scatters[i] as Term<'scatter'>, plan, (d) => d.scatters?.[i]),
  );
  const scatterInputs = terms.scatters.map(({ inputs }) => inputs);
  const spotFactor =
    terms.spotFactor && fixed.spotFactor && bind(terms.spotFactor, fixed.spotFactor, (d) => d.spotFactor);
  const ofOrientation = scatteringOf(m, fixed, { shape, structure, spotFactor, scatters, scatterInputs });
  const surfaces = fixed.panels.map((panel, p) =>
    bind(terms.surfaces[p] as Term<'surface'>, panel.surface, (d) => d.panels?.[p]?.surface),
  );

  const { oversample, layers, layerStep, dMin } = fixed;
  const orientations = orientationCount(shot);
  const beams = dualBeams(shot.sources, by);
  const turned = by.map((direction) => orientationSlopes(shot, direction));
  const vectors = Array.from({ length: 3 * orientations }, (_, i) => dualTriple(shot.orientations, turned, i));
  const scale = lift(
    shot.scale,
    by.map((d) => d.scale),
  );
  const each = fixed.factors.map(({ mode }) => mode === 'each');
  const keepCulled = fixed.culledBackground === 'stays';
  const x = Object.fromEntries(Object.keys(INPUTS).map((name) => [name, plain(0)])) as Record<InputName, Dual>;
  const backgroundsHere = (mode: BackgroundMode): Dual =>
    backgrounds.reduce(
      (sum, evaluate, b) => (fixed.backgrounds[b]?.mode === mode ? m.sum(sum, evaluate(x)) : sum),
      plain(0),
    );
  const hasElsewhere = fixed.backgrounds.some(({ mode }) => mode === 'elsewhere');
  const elsewhereHere = (): Dual =>
    factors.reduce(
      (product, factor, f) => (each[f] && terms.ofSensor[f] ? m.product(product, factor(x)) : product),
      backgroundsHere('elsewhere'),
    );
  const ofKnot = (name: 'knots' | 'density', k: number) => {
    const slopes = by.map(({ band }) => band?.[name][k]);
    return lift(fixed.band?.[name][k] as number, slopes);
  };
  const ofBand =
    fixed.band &&
    bandScattering(
      m,
      { ...fixed, band: fixed.band },
      {
        gaussian: gaussianOf(
          terms.shape,
          constantsOf(fixed.shape, (d) => d.shape),
          fixed,
        ),
        reach: reachOf(terms, fixed),
        structure,
        energyFactor: (on) =>
          factors.reduce((p, factor, f) => (each[f] && terms.ofEnergy[f] ? m.product(p, factor(on)) : p), plain(1)),
        numberOf: ({ value }) => value,
        knot: (k) => ({ t: ofKnot('knots', k), density: ofKnot('density', k) }),
      },
    );
  const diffraction = (q: Triple<Dual>): Dual => {
    let sum = plain(0);
    const line = ofBand && (q.map((component) => m.product(component, x.wavelength)) as unknown as Triple<Dual>);
    for (let o = 0; o < orientations; o++) {
      if (ofBand && line) {
        const u = [0, 1, 2].map((i) => m.dot(vectors[3 * o + i] as Triple<Dual>, line)) as unknown as Triple<Dual>;
        const weight = shot.orientationWeights?.[o] ?? 1;
        for (const { intensity } of ofBand(u, x)) sum = m.sum(sum, m.product(weight, intensity));
        continue;
      }
      const [h, k, l] = [0, 1, 2].map((i) => splitIndex(m, vectors[3 * o + i] as Triple<Dual>, q));
      Object.assign(x, { h0: h?.whole, k0: k?.whole, l0: l?.whole, dh: h?.rest, dk: k?.rest, dl: l?.rest });
      sum = m.sum(sum, m.product(shot.orientationWeights?.[o] ?? 1, ofOrientation(x)));
    }
    return sum;
  };
  const panelSlopes = (of: (panel: PanelDerivative) => number | Vec3, p: number): Slopes =>
    by.map(({ panels }) => panels && of(panels[p] as PanelDerivative));

  return (p, fast, slow) => {
    const panel = fixed.panels[p] as (typeof fixed.panels)[number];
    const surface = surfaces[p] as (typeof surfaces)[number];
    const pixelSize = lift(
      panel.pixelSize,
      panelSlopes((d) => d.pixelSize, p),
    );
    const normal = panel.normal.map((n, i) =>
      lift(
        n,
        panelSlopes((d) => d.normal, p),
        i,
      ),
    ) as unknown as Triple<Dual>;
    x.pixelSize = pixelSize;
    x.normalDistance = lift(
      panel.normalDistance,
      panelSlopes((d) => d.normalDistance, p),
    );
    const step = m.product(pixelSize, 1 / oversample);
    const values: (Dual | undefined)[] = fixed.factors.map(() => undefined);
    let sum = plain(0);
    let elsewhere = plain(0);
    let first = true;
    for (let layer = 0; layer < layers; layer++) {
      fixed.factors.forEach(({ mode }, f) => {
        if (mode === 'lastLayer') values[f] = undefined;
      });
      x.layer = plain(layer);
      x.depth = m.product(
        layer,
        lift(
          layerStep,
          by.map((d) => d.layerStep),
        ),
      );
      for (let sub = 0; sub < oversample ** 2; sub++) {
        x.fastOffset = m.product(step, fast * oversample + (sub % oversample) + 0.5);
        x.slowOffset = m.product(step, slow * oversample + Math.floor(sub / oversample) + 0.5);
        const { direction, inputs } = rayTo(m, surface(x), normal);
        Object.assign(x, inputs);
        for (const beam of beams) {
          const { q, ...ray } = scattering(m, direction, beam);
          const cosBeamNormal = m.dot(beam.incident, normal);
          const ofBeam = { wavelength: beam.wavelength, sourceWeight: beam.weight, cosBeamNormal };
          Object.assign(x, ray, ofBeam, beam.channel);
          const sinThetaOverLambda = x.sinThetaOverLambda.value;
          const tooFine = !ofBand && dMin > 0 && sinThetaOverLambda > 0 && dMin > 0.5 / sinThetaOverLambda;
          const culled = tooFine && !keepCulled;
          let product = plain(1);
          factors.forEach((evaluate, f) => {
            if (ofBand && each[f] && terms.ofEnergy[f]) return;
            if (each[f]) product = m.product(product, evaluate(x));
            else if (!values[f]?.value && !(culled && terms.ofSource[f])) values[f] = evaluate(x);
          });
          if (first) sum = m.sum(sum, m.product(backgroundsHere('once'), product));
          first = false;
          if (culled) continue;
          const background = m.product(orientations, backgroundsHere('each'));
          const sample = tooFine ? background : m.sum(background, diffraction(q));
          sum = m.sum(sum, m.product(sample, x.sourceWeight, product));
          if (hasElsewhere) elsewhere = m.sum(elsewhere, m.product(orientations, x.sourceWeight, elsewhereHere()));
        }
      }
    }
    const whole = (value: Dual, isOne: (f: number) => boolean): Dual =>
      fixed.factors.reduce(
        (photons, { mode }, f) => (mode === 'each' || !isOne(f) ? photons : m.product(photons, values[f] ?? plain(0))),
        m.product(scale, value),
      );
    const ofSample = whole(sum, () => true);
    return hasElsewhere
      ? m.sum(
          ofSample,
          whole(elsewhere, (f) => terms.ofSensor[f] as boolean),
        )
      : ofSample;
  };
}

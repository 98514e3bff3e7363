import { units, type Vec3 } from '@braggsim/core';
import type { BandPlan } from '@braggsim/core/band';
import {
  type BackgroundMode,
  type FixedPlan,
  INPUTS,
  type InputName,
  type InputValues,
  orientationCount,
  rayTo,
  type ShotPlan,
  type SourcePlan,
  scattering,
  splitIndex,
} from '@braggsim/core/kernel';
import { bandScattering } from './band';
import type { BoundTerms } from './bind';
import { scatteringOf, scatterSummer } from './scatter';

/** Quantities of one sample in the innermost loop, for traces and reports. */
export interface Sample {
  readonly position: Vec3;
  readonly hkl: Vec3;
  readonly inputs: Readonly<InputValues<number>>;
  readonly structure: number;
  readonly shape: number;
  readonly source: number;
  readonly orientation: number;
}

/** Sum over the samples of one pixel, and the values of its factors. */
export interface PixelValue {
  /** Sum in electrons^2, with the factors of mode `each` included. */
  sum: number;
  /** Sum over what does not come from the sample, with the factors of the sensor that depend on the energy. */
  elsewhere: number;
  /** Value of each factor: the one that multiplies the pixel, or the mean over its samples. */
  readonly factors: Float64Array;
  /** Bragg scattering: its sum, and the sums of that times photon energy (eV), h, k and l, all with the weights of `sum`. */
  readonly bragg: Float64Array;
}

/** Computes the sums of one pixel; the result is used again by the next. */
export type RenderPixel = (panel: number, fast: number, slow: number, observe?: (sample: Sample) => void) => PixelValue;

/** Makes the function that integrates spots over the band of a plan. */
const bandSpots = (fixed: FixedPlan & { readonly band: BandPlan }, terms: BoundTerms) =>
  bandScattering(terms.m, fixed, {
    gaussian: terms.gaussian as NonNullable<BoundTerms['gaussian']>,
    reach: terms.reach,
    structure: terms.structure,
    energyFactor: (x) =>
      terms.factors.reduce(
        (product, factor, f) =>
          fixed.factors[f]?.mode === 'each' && terms.ofEnergy[f] ? product * factor(x) : product,
        1,
      ),
    numberOf: (value) => value,
  });

const row = (array: Float64Array, i: number): Vec3 =>
  [array[3 * i], array[3 * i + 1], array[3 * i + 2]] as unknown as Vec3;

/** Returns the numbers of the energy of one source by the names of their inputs. */
function channelOf({ channelValues, count }: SourcePlan, source: number): Partial<InputValues<number>> {
  const each = (channelValues?.length ?? 0) / count;
  return Object.fromEntries(
    Array.from({ length: each }, (_, j) => [`channelValue${j}`, channelValues?.[source * each + j] ?? 0]),
  );
}

/**
 * Makes a function that runs the loops over the samples of a pixel, in the order of the specification: layers,
 * subpixels, sources, orientations. Zero means "unset", as in the C program, so that a factor that is exactly zero is
 * evaluated again at the next sample.
 *
 * @param moments whether the moments of Bragg scattering are wanted
 */
export function pixelRenderer(fixed: FixedPlan, shot: ShotPlan, terms: BoundTerms, moments = false): RenderPixel {
  const { m } = terms;
  const { oversample, layers, layerStep, dMin } = fixed;
  const { count: sources, incident, magnetic, wavelengths, weights } = shot.sources;
  const orientations = orientationCount(shot);
  const { orientationWeights } = shot;
  const perPixel = layers * oversample ** 2 * sources;
  const beams = Array.from({ length: sources }, (_, s) => ({
    incident: row(incident, s),
    magnetic: row(magnetic, s),
    wavelength: wavelengths[s] as number,
    channel: channelOf(shot.sources, s),
  }));
  const vectors = Array.from({ length: 3 * orientations }, (_, i) => row(shot.orientations, i));
  const each = fixed.factors.map((f) => f.mode === 'each');
  const keepCulled = fixed.culledBackground === 'stays';
  const x = Object.fromEntries(Object.keys(INPUTS).map((name) => [name, 0])) as Record<InputName, number>;
  const value: PixelValue = {
    sum: 0,
    elsewhere: 0,
    factors: new Float64Array(fixed.factors.length),
    bragg: new Float64Array(5),
  };
  const { factors, bragg } = value;
  const ofBand = fixed.band && bandSpots({ ...fixed, band: fixed.band }, terms);
  /** Adds the scattering of a node, with the weight of its sample. */
  const addBragg = (weighted: number, wavelength: number, [h, k, l]: Vec3) => {
    [1, units.energyOfWavelength(wavelength), h, k, l].forEach((v, i) => {
      bragg[i] = (bragg[i] as number) + weighted * v;
    });
  };
  const ofSpots = scatteringOf(m, fixed, terms);
  const neighbours = scatterSummer(m, fixed, terms, true);

  /**
   * Evaluates the factors at this sample and returns the product of those that multiply it. Culled sources set no
   * factor.
   */
  const factorsHere = (culled: boolean): number => {
    let product = 1;
    for (let f = 0; f < each.length; f++) {
      const evaluate = terms.factors[f] as (typeof terms.factors)[number];
      if (ofBand && each[f] && terms.ofEnergy[f]) continue;
      if (each[f]) {
        const here = evaluate(x);
        product *= here;
        factors[f] = (factors[f] as number) + here / perPixel;
      } else if (factors[f] === 0 && !(culled && terms.ofSource[f])) factors[f] = evaluate(x);
    }
    return product;
  };

  /** Returns the sum of the backgrounds of one mode at this sample. */
  const backgroundsHere = (mode: BackgroundMode): number =>
    terms.backgrounds.reduce((sum, evaluate, b) => (fixed.backgrounds[b]?.mode === mode ? sum + evaluate(x) : sum), 0);

  const hasElsewhere = fixed.backgrounds.some(({ mode }) => mode === 'elsewhere');
  /** Returns what does not come from the sample, with the factors of the sensor. */
  const elsewhereHere = (): number =>
    terms.factors.reduce(
      (product, factor, f) => (each[f] && terms.ofSensor[f] ? product * factor(x) : product),
      backgroundsHere('elsewhere'),
    );

  /** Computes the crystal sum of one ray and source over all orientations. */
  const diffraction = (
    q: Vec3,
    source: number,
    position: Vec3,
    weight: number,
    observe?: (sample: Sample) => void,
  ): number => {
    let sum = 0;
    const line = ofBand && (q.map((component) => component * x.wavelength) as unknown as Vec3);
    for (let o = 0; o < orientations; o++) {
      const ofOrientation = orientationWeights?.[o] ?? 1;
      if (ofBand && line) {
        const u = [0, 1, 2].map((j) => m.dot(vectors[3 * o + j] as Vec3, line)) as unknown as Vec3;
        for (const { intensity, inverseWavelength, hkl } of ofBand(u, x)) {
          sum += ofOrientation * intensity;
          if (moments) addBragg(weight * ofOrientation * intensity, 1 / inverseWavelength, hkl);
        }
        continue;
      }
      const h = splitIndex(m, vectors[3 * o] as Vec3, q);
      const k = splitIndex(m, vectors[3 * o + 1] as Vec3, q);
      const l = splitIndex(m, vectors[3 * o + 2] as Vec3, q);
      x.h0 = h.whole;
      x.k0 = k.whole;
      x.l0 = l.whole;
      x.dh = h.rest;
      x.dk = k.rest;
      x.dl = l.rest;
      const product = ofSpots(x);
      sum += orientationWeights ? (orientationWeights[o] as number) * product : product;
      if (moments) {
        const perNode = weight * ofOrientation * (terms.spotFactor?.(x) ?? 1);
        const add = (part: number, [i, j, n]: Vec3) =>
          addBragg(perNode * part, x.wavelength, [h.whole + i, k.whole + j, l.whole + n]);
        add(terms.shape(x) * terms.structure(x), [0, 0, 0]);
        neighbours?.(x, add);
      }
      if (observe) {
        const hkl: Vec3 = [h.whole + h.rest, k.whole + k.rest, l.whole + l.rest];
        const [shape, structure] = [terms.shape(x), terms.structure(x)];
        observe({ position, hkl, inputs: { ...x }, structure, shape, source, orientation: o });
      }
    }
    return sum;
  };

  return (panelIndex, fast, slow, observe) => {
    const panel = fixed.panels[panelIndex] as (typeof fixed.panels)[number];
    const surface = terms.surfaces[panelIndex] as (typeof terms.surfaces)[number];
    const step = panel.pixelSize / oversample;
    value.sum = 0;
    value.elsewhere = 0;
    factors.fill(0);
    bragg.fill(0);
    let first = true;
    x.pixelSize = panel.pixelSize;
    x.normalDistance = panel.normalDistance;
    for (let layer = 0; layer < layers; layer++) {
      for (let f = 0; f < each.length; f++) if (fixed.factors[f]?.mode === 'lastLayer') factors[f] = 0;
      x.layer = layer;
      x.depth = layer * layerStep;
      for (let sub = 0; sub < oversample ** 2; sub++) {
        x.fastOffset = step * (fast * oversample + (sub % oversample)) + step / 2;
        x.slowOffset = step * (slow * oversample + Math.floor(sub / oversample)) + step / 2;
        const position = surface(x);
        const { direction, inputs } = rayTo(m, position, panel.normal);
        Object.assign(x, inputs);
        for (let s = 0; s < sources; s++) {
          const beam = beams[s] as (typeof beams)[number];
          const { q, sinThetaOverLambda, cosTwoTheta, cosMagneticAxis } = scattering(m, direction, beam);
          Object.assign(x, {
            sinThetaOverLambda,
            cosTwoTheta,
            cosMagneticAxis,
            cosBeamNormal: m.dot(beam.incident, panel.normal),
            wavelength: beam.wavelength,
            sourceWeight: weights[s],
            ...beam.channel,
          });
          const tooFine = !ofBand && dMin > 0 && sinThetaOverLambda > 0 && dMin > 0.5 / sinThetaOverLambda;
          const product = factorsHere(tooFine && !keepCulled);
          if (first) value.sum += backgroundsHere('once') * product;
          first = false;
          if (tooFine && !keepCulled) continue;
          const background = backgroundsHere('each') * orientations;
          if (hasElsewhere) value.elsewhere += elsewhereHere() * orientations * x.sourceWeight;
          const sample = tooFine
            ? background
            : background + diffraction(q, s, position, x.sourceWeight * product, observe);
          value.sum += sample * x.sourceWeight * product;
        }
      }
    }
    return value;
  };
}

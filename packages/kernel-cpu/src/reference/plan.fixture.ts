import { type Slot, type Term, term } from '@braggsim/core';
import type { BackgroundMode, FactorMode, FixedPlan, InputName, Plan, Registry, TermPlan } from '@braggsim/core/kernel';

const head = { version: 1, params: {}, about: { equation: 'for tests', citation: 'none' }, constants: () => ({}) };

/** A term that is one of its inputs. */
const reading = <S extends Exclude<Slot, 'surface'>>(slot: S, id: string, input: InputName): Term => ({
  ...head,
  kind: 'term',
  slot,
  id,
  inputs: [input],
  formula: (m, x) => m.value(x[input]),
});

/** Surface: 100 m ahead along x, so that all rays are nearly parallel. Everything else is simply read off. */
export const terms: Registry<Term> = new Map(
  (
    [
      term({
        ...head,
        slot: 'surface',
        id: 'far',
        inputs: ['fastOffset', 'slowOffset', 'depth'],
        formula: (m, { fastOffset, slowOffset, depth }) => {
          const point = [m.sum(100, depth), m.product(-1, slowOffset), m.value(fastOffset)] as const;
          return [point[0], point[1], point[2]];
        },
      }),
      term({ ...head, slot: 'shape', id: 'one', inputs: [], formula: (m) => m.value(1) }),
      term({ ...head, slot: 'structure', id: 'four', inputs: [], formula: (m) => m.value(4) }),
      term({ ...head, slot: 'background', id: 'ten', inputs: [], formula: (m) => m.value(10) }),
      term({
        ...head,
        slot: 'factor',
        id: 'layerFactor',
        inputs: ['layer'],
        formula: (m, { layer }) => m.sum(layer, 2),
      }),
      term({
        ...head,
        slot: 'factor',
        id: 'sourceFactor',
        inputs: ['wavelength'],
        formula: (m, { wavelength }) => m.product(1e10, wavelength),
      }),
      reading('factor', 'zeroInFront', 'layer'),
    ] as readonly Term[]
  ).map((t) => [t.id, () => t]),
);

export const planned = (id: string): TermPlan => ({ id, version: 1, constants: {}, specialization: {} });

export interface PlanOptions {
  readonly factors?: readonly (readonly [id: string, mode: FactorMode])[];
  readonly background?: BackgroundMode;
  readonly fixed?: Partial<FixedPlan>;
  readonly wavelengthsA?: readonly number[];
  readonly weights?: readonly number[];
  readonly orientations?: number;
}

/** Returns a plan of four by three pixels; a sample is worth 4 electrons^2, and the background 10. The scale is 1. */
export function planOf({ factors = [], background, fixed = {}, wavelengthsA = [1], ...shot }: PlanOptions = {}): Plan {
  const count = wavelengthsA.length;
  const panel = {
    name: 'a',
    pixelsFast: 4,
    pixelsSlow: 3,
    pixelSize: 1e-4,
    normalDistance: 100,
    normal: [1, 0, 0],
    surface: planned('far'),
    region: { fast: [0, 4], slow: [0, 3] },
  } as const;
  return {
    fixed: {
      panels: [panel],
      tables: {},
      shape: planned('one'),
      structure: planned('four'),
      factors: factors.map(([id, mode]) => ({ ...planned(id), mode })),
      backgrounds: background ? [{ ...planned('ten'), mode: background }] : [],
      oversample: 1,
      layers: 1,
      layerStep: 1e-3,
      dMin: 0,
      culledBackground: 'stays',
      ...fixed,
    },
    shot: {
      sources: {
        count,
        incident: Float64Array.from(wavelengthsA.flatMap(() => [1, 0, 0])),
        magnetic: Float64Array.from(wavelengthsA.flatMap(() => [0, 1, 0])),
        wavelengths: Float64Array.from(wavelengthsA, (x) => x * 1e-10),
        weights: Float64Array.from(shot.weights ?? wavelengthsA.map(() => 1)),
      },
      orientations: new Float64Array(9 * (shot.orientations ?? 1)).fill(1e-9),
      scale: 1,
    },
  };
}

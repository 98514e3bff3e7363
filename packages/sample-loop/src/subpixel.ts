import type { FixedPlan, PanelPlan } from '@braggsim/core/kernel';
import type { Calculator, Precision, Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';
import type { SampleDirection } from './sample-direction';

/** Coefficients of (1 + e)^(-1/2) from the first power on: the binomials of -1/2. */
const INVERSE_ROOT = [-1 / 2, 3 / 8, -5 / 16, 35 / 128, -63 / 256, 231 / 1024, -429 / 2048];

/** Largest error of an index by the truncation of the series. */
const INDEX_ERROR: Readonly<Record<Precision, number>> = { double: 1e-12, mixed: 1e-10, single: 1e-10 };

/**
 * Returns the number of powers of e that a subpixel needs (docs/numerics/subpixels.md), or undefined where the series
 * would take longer than the root and the quotient that it replaces.
 *
 * @param spread length of the longest cell vector over the wavelength
 */
export function seriesOrder(
  { oversample, layers }: FixedPlan,
  { pixelSize, normalDistance }: PanelPlan,
  spread: number,
  precision: Precision,
): number | undefined {
  if (oversample === 1 || layers > 1) return undefined;
  const largest = pixelSize / Math.SQRT2 / Math.abs(normalDistance);
  const e = largest * (2 + largest);
  const order = INVERSE_ROOT.findIndex((_, n) => {
    const next = Math.abs(INVERSE_ROOT[n + 1] ?? 1) * e ** (n + 2);
    return (spread * next) / (1 - e) < INDEX_ERROR[precision];
  });
  return e < 0.5 && order >= 0 && order < INVERSE_ROOT.length - 1 ? order + 1 : undefined;
}

/**
 * Computes the direction of a place in a pixel from that of the pixel's centre, without a root or a quotient: with D
 * that direction, R its range and t = f u + s v the displacement from the centre, the direction is (D + t/R)(1 +
 * e)^(-1/2), where e = 2 D.t/R + t^2/R^2 is small enough for a few terms of the binomial series.
 */
export function withinPixel(
  m: Calculator<Node>,
  pixel: SampleDirection,
  slopes: readonly (readonly [Node, Node])[],
  sub: { readonly fast: Node; readonly slow: Node },
  order: number,
): SampleDirection {
  const { centre, offset, perRange } = pixel;
  const displacement = slopes.map(([byFast, bySlow]) =>
    m.sum(m.product(byFast, sub.fast), m.product(bySlow, sub.slow)),
  ) as unknown as Triple<Node>;
  const direction = centre.map((d, i) => m.sum(d, offset[i as 0])) as unknown as Triple<Node>;
  // The projections on fast and slow are those of the pixel, whatever the subpixel.
  const [byFast, bySlow] = [0, 1].map((j) =>
    m.product(
      2,
      perRange,
      m.dot(
        direction,
        slopes.map((slope) => slope[j as 0]),
      ),
    ),
  ) as [Node, Node];
  const rangeFactor = m.product(perRange, perRange);
  const e = m.sum(
    m.product(rangeFactor, m.dot(displacement, displacement)),
    m.product(byFast, sub.fast),
    m.product(bySlow, sub.slow),
  );
  const shrink = m.product(e, m.polynomial(e, INVERSE_ROOT.slice(0, order)));
  const scale = m.sum(1, shrink);
  const step = m.product(perRange, scale);
  const onwards = (from: Triple<Node>) =>
    from.map((x, i) =>
      m.sum(m.product(displacement[i as 0], step), m.sum(m.product(direction[i as 0], shrink), x)),
    ) as unknown as Triple<Node>;
  return {
    ...pixel,
    perRange: step,
    split: pixel.split && { ...pixel.split, remainder: onwards(pixel.split.remainder) },
    offset: onwards(offset),
    offsetAlong: (axis) =>
      m.sum(
        m.product(m.dot(axis, displacement), step),
        m.sum(m.product(m.dot(axis, direction), shrink), pixel.offsetAlong(axis)),
      ),
  };
}

import { parameters, type ReadoutContext, readout } from '@braggsim/core';
import { pixelDraws } from '@braggsim/core/random';
import { FULL_SCALE } from './integer-image';
import { stageValues } from './stage-values';

const shared = {
  count: { type: 'integer', min: 0, default: 0, doc: 'number of such pixels in each panel' },
  pattern: {
    type: 'enum',
    options: ['detector', 'image'],
    default: 'detector',
    doc: 'the same pixels in all images, as those of one detector, or other ones in each image',
  },
} as const;

const hotParams = parameters({
  ...shared,
  value: { type: 'number', default: FULL_SCALE, doc: 'recorded value of a hot pixel, ADU' },
});

const deadParams = parameters({
  ...shared,
  value: { type: 'number', default: 0, doc: 'recorded value of a dead pixel, ADU' },
});

/** Draws different pixels of a panel, whatever part of it is asked about. */
function drawPixels(context: ReadoutContext, effect: string, count: number): ReadonlySet<number> {
  const size = context.shape[0] * context.shape[1];
  const draws = pixelDraws(context, effect);
  const pixels = new Set<number>();
  for (let i = 0; pixels.size < Math.min(count, size); i++) {
    draws.start(i);
    pixels.add(Math.floor(draws.uniform() * size));
  }
  return pixels;
}

/** Pixels of a panel, and what they were drawn for. */
interface Drawn {
  readonly key: string;
  readonly pixels: ReadonlySet<number>;
}

/** The pixels that each stage of a chain has drawn last: the parts of a panel are recorded one after the other, each by all stages. */
const last = new Map<string, Drawn>();

/** Returns the drawn pixels of a panel, which are those of every image or of its own. */
function drawnPixels(context: ReadoutContext, effect: string, count: number, pattern: unknown): ReadonlySet<number> {
  const { seed, panel, occurrence = 0, shape } = context;
  const image = pattern === 'image' ? context.image : 0;
  const stage = `${effect} ${occurrence}`;
  const key = [count, seed, image, panel, ...shape].join(' ');
  const known = last.get(stage);
  if (known?.key === key) return known.pixels;
  const pixels = drawPixels({ ...context, image }, effect, count);
  last.set(stage, { key, pixels });
  return pixels;
}

/** Sets drawn pixels of a panel, or of a part of it, to a value. */
function setDrawn(
  values: Float32Array | Float64Array,
  context: ReadoutContext,
  effect: string,
  { count, pattern, value }: { readonly count: number; readonly pattern: unknown; readonly value: number },
): void {
  const { firstPixel = 0 } = context;
  for (const pixel of drawnPixels(context, effect, count, pattern)) {
    const at = pixel - firstPixel;
    if (at >= 0 && at < values.length) values[at] = value;
  }
}

/** Readout stage for pixels that record a large value whatever falls on them. It belongs behind the digitizing. */
export const hotPixels = readout({
  id: 'hotPixels',
  version: 1,
  about: { equation: 'v <- value in count random pixels', citation: 'Resonet (Mendez et al. 2023), hot pixels' },
  params: hotParams,
  seeded: true,
  pixelwise: () => true,
  apply: (values, given, context) => setDrawn(values, context, 'hotPixels', stageValues(hotParams, given)),
});

/** Readout stage for pixels that record nothing. It belongs behind the digitizing. */
export const deadPixels = readout({
  id: 'deadPixels',
  version: 1,
  about: {
    equation: 'v <- value in count random pixels',
    citation: 'NXmx pixel_mask, dead pixels (Bernstein et al. 2020)',
  },
  params: deadParams,
  seeded: true,
  pixelwise: () => true,
  apply: (values, given, context) => setDrawn(values, context, 'deadPixels', stageValues(deadParams, given)),
});

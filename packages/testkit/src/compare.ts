import { type Agreement, agreement } from '@braggsim/analysis';
import { floatImage, type ReferenceCase } from './reference';

/** Compares a whole float image with the stored image of a reference case, which may be a part of it. */
export function agreementWithCase(
  c: Pick<ReferenceCase, 'id' | 'program' | 'crop' | 'shape' | 'stats'>,
  image: ArrayLike<number>,
): Agreement {
  const [slow0, slow1, fast0, fast1] = c.crop ?? [0, c.shape[0], 0, c.shape[1]];
  const width = fast1 - fast0;
  const part = Float64Array.from(
    { length: (slow1 - slow0) * width },
    (_, i) => image[(slow0 + Math.floor(i / width)) * c.shape[1] + fast0 + (i % width)] as number,
  );
  return agreement(part, floatImage(c), { maximum: c.stats.max });
}

import type { DecodedImage } from '@braggsim/core/derived';
import { readPackedInput } from '@braggsim/core/node';
import { openImage } from './image-file';

/**
 * Reads the image that a readout stage names, of any format; raw floats take the shape of a panel.
 *
 * @throws BraggsimError (`data`) when it cannot be read
 */
export async function readStageImage(
  file: string,
  shape: { readonly pixelsFast: number; readonly pixelsSlow: number },
): Promise<DecodedImage> {
  const source = await openImage(file, readPackedInput(file, 'image of a readout stage'));
  return source.decode({ pixelsFast: shape.pixelsFast, pixelsSlow: shape.pixelsSlow }).finally(source.close);
}

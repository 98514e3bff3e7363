import type { Picture } from './preview';

/**
 * Encodes a coloured picture as PNG, with its mapping in the description. The compression library is loaded at first
 * use.
 */
export async function writePicture({ width, height, rgb, mapping }: Picture): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  const text = { Software: 'braggsim', Description: mapping };
  return encode({ width, height, data: rgb, depth: 8, channels: 3, text });
}

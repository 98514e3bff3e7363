import type { ExecutedCode } from '@braggsim/core/kernel';

/** Describes the code that computed an image: its kind, the width of its vectors, and the reason for that choice. */
export function codeText({ nativeFraction, vectorBits, reason }: ExecutedCode): string {
  if (nativeFraction === 0) return `WebAssembly of ${vectorBits} bits${reason ? ` (no native code: ${reason})` : ''}`;
  const native = `native code of ${vectorBits} bits${reason ? ` (${reason})` : ''}`;
  if (nativeFraction === 1) return native;
  return `${native} for ${Math.round(100 * nativeFraction)} % of the image, WebAssembly for the first part`;
}

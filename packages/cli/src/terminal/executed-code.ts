import type { ExecutedCode } from '@braggsim/core/kernel';

/** The code that computed an image, for a report: its kind, the width of its vectors, and why it was no other. */
export function codeText({ nativeFraction, vectorBits, reason }: ExecutedCode): string {
  if (nativeFraction === 0) return `WebAssembly of ${vectorBits} bits${reason ? ` (no native code: ${reason})` : ''}`;
  const native = `native code of ${vectorBits} bits${reason ? ` (${reason})` : ''}`;
  if (nativeFraction === 1) return native;
  return `${native} for ${Math.round(100 * nativeFraction)} % of the image, WebAssembly ahead of it`;
}

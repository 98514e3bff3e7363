import type { NativeLayout } from '../../cpu/native/layout';
import type { AddonFile } from './cache';

/** Place where all threads find the addon of a nest once it is compiled, as plain data in shared memory. */
export interface AddonSlot {
  readonly layout: NativeLayout;
  /** Bytes of the description; zero until there is an addon. */
  readonly length: Int32Array;
  /** The addon's file as JSON. */
  readonly description: Uint8Array;
}

/** Room for a path of the longest kind, with everything else. */
const DESCRIPTION_BYTES = 8192;

/** Creates a slot without an addon, which threads share. */
export const emptySlot = (layout: NativeLayout): AddonSlot => ({
  layout,
  length: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  description: new Uint8Array(new SharedArrayBuffer(DESCRIPTION_BYTES)),
});

/**
 * Stores the description of an addon in a slot.
 *
 * @throws Error for a path that is too long
 */
export function fillSlot({ length, description }: AddonSlot, addon: AddonFile): void {
  const bytes = new TextEncoder().encode(JSON.stringify(addon));
  if (bytes.length > DESCRIPTION_BYTES) throw new Error(`the path ${addon.path} is too long`);
  description.set(bytes);
  Atomics.store(length, 0, bytes.length);
}

/** Returns the addon of a slot, if there is one yet. */
export function addonIn({ length, description }: AddonSlot): AddonFile | undefined {
  const bytes = Atomics.load(length, 0);
  // Text decoders refuse shared memory.
  return bytes === 0 ? undefined : (JSON.parse(new TextDecoder().decode(description.slice(0, bytes))) as AddonFile);
}

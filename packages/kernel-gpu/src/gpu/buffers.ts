/** Bytes of the smallest buffer; a binding must not be empty. */
const SMALLEST = 16;

/** Of buffers that wait for another use; older ones are let go. */
const MOST_FREE_BYTES = 2 ** 28;

/** Rounded up to what copies and bindings need. */
const wholeWords = (bytes: number): number => Math.max(SMALLEST, Math.ceil(bytes / SMALLEST) * SMALLEST);

/** Buffers that are needed together, and given back together. */
export interface BufferSet {
  /** A buffer with any contents. */
  make(bytes: number, usage: GPUBufferUsageFlags): GPUBuffer;
  /** A buffer that shaders read, with these contents. */
  filled(data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): GPUBuffer;
  /** Once nothing more is submitted that uses them: what was submitted runs ahead of their next user. */
  giveBack(): void;
}

/** The buffers of a plan. Those given back are used again, since making them takes longer than a small image. */
export interface BufferPool {
  lend(): BufferSet;
  destroy(): void;
}

/** Bits of `GPUBufferUsage`, which is no global in Node. */
export const USAGE = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;
/** Bit of `GPUMapMode`. */
export const MAP_READ = 0x1;
/** Bit of `GPUShaderStage`. */
export const COMPUTE_STAGE = 0x4;

export function bufferPool(device: GPUDevice): BufferPool {
  const all = new Set<GPUBuffer>();
  /** Oldest first. */
  const free: GPUBuffer[] = [];
  /** A free one of exactly this kind: images of a series need the same sizes again and again. */
  const reused = (size: number, usage: GPUBufferUsageFlags): GPUBuffer | undefined => {
    const at = free.findIndex((buffer) => buffer.size === size && buffer.usage === usage);
    return at < 0 ? undefined : free.splice(at, 1)[0];
  };
  const take = (size: number, usage: GPUBufferUsageFlags): GPUBuffer => {
    const known = reused(size, usage);
    if (known) return known;
    const buffer = device.createBuffer({ size, usage });
    all.add(buffer);
    return buffer;
  };
  const letGo = (): void => {
    let bytes = free.reduce((sum, { size }) => sum + size, 0);
    while (bytes > MOST_FREE_BYTES) {
      const oldest = free.shift() as GPUBuffer;
      bytes -= oldest.size;
      all.delete(oldest);
      // What was submitted may still use it.
      oldest.destroy();
    }
  };
  return {
    lend: () => {
      const lent: GPUBuffer[] = [];
      const make = (bytes: number, usage: GPUBufferUsageFlags): GPUBuffer => {
        const buffer = take(wholeWords(bytes), usage);
        lent.push(buffer);
        return buffer;
      };
      return {
        make,
        filled: (data) => {
          const buffer = make(data.byteLength, USAGE.storage | USAGE.copyTarget);
          if (data.byteLength > 0) device.queue.writeBuffer(buffer, 0, data);
          return buffer;
        },
        giveBack: () => {
          free.push(...lent.splice(0));
          letGo();
        },
      };
    },
    destroy: () => {
      for (const buffer of all) buffer.destroy();
      all.clear();
      free.length = 0;
    },
  };
}

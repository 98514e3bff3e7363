/** Size of the smallest buffer, and step of sizes, bytes: a binding must not be empty. */
const MIN_BYTES = 16;

/** Largest total size of free buffers that are kept for reuse, bytes; the oldest beyond it are destroyed. */
const MAX_FREE_BYTES = 2 ** 28;

/** Rounds a size up to a valid size for copies and bindings. */
const wholeWords = (bytes: number): number => Math.max(MIN_BYTES, Math.ceil(bytes / MIN_BYTES) * MIN_BYTES);

/** Buffers that are acquired and released together. */
export interface BufferSet {
  /** Returns a buffer of at least this size with undefined contents. */
  make(bytes: number, usage: GPUBufferUsageFlags): GPUBuffer;
  /** Returns a storage buffer with the given contents. */
  filled(data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): GPUBuffer;
  /**
   * Returns the buffers to the pool. It may be called as soon as all commands that use them are submitted, because the
   * device runs these before the commands of the next user.
   */
  release(): void;
}

/** The buffers of a plan. Released buffers are reused, since creating one takes longer than a small image. */
export interface BufferPool {
  /** Begins a set of buffers. */
  acquire(): BufferSet;
  /** Destroys all buffers of the pool. */
  destroy(): void;
}

/** Bits of `GPUBufferUsage`, which is not a global in Node. */
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

/** Creates an empty pool of buffers of a device. */
export function bufferPool(device: GPUDevice): BufferPool {
  const all = new Set<GPUBuffer>();
  /** Released buffers, oldest first. */
  const free: GPUBuffer[] = [];
  /** Takes a free buffer of exactly this size and usage, if there is one: images of a series need the same sizes. */
  const takeFree = (size: number, usage: GPUBufferUsageFlags): GPUBuffer | undefined => {
    const at = free.findIndex((buffer) => buffer.size === size && buffer.usage === usage);
    return at < 0 ? undefined : free.splice(at, 1)[0];
  };
  const take = (size: number, usage: GPUBufferUsageFlags): GPUBuffer => {
    const existing = takeFree(size, usage);
    if (existing) return existing;
    const buffer = device.createBuffer({ size, usage });
    all.add(buffer);
    return buffer;
  };
  /** Destroys the oldest free buffers beyond the limit. */
  const evict = (): void => {
    let bytes = free.reduce((sum, { size }) => sum + size, 0);
    while (bytes > MAX_FREE_BYTES) {
      const oldest = free.shift() as GPUBuffer;
      bytes -= oldest.size;
      all.delete(oldest);
      // Submitted commands may still use it: WebGPU destroys it after them.
      oldest.destroy();
    }
  };
  return {
    acquire: () => {
      const acquired: GPUBuffer[] = [];
      const make = (bytes: number, usage: GPUBufferUsageFlags): GPUBuffer => {
        const buffer = take(wholeWords(bytes), usage);
        acquired.push(buffer);
        return buffer;
      };
      return {
        make,
        filled: (data) => {
          const buffer = make(data.byteLength, USAGE.storage | USAGE.copyTarget);
          if (data.byteLength > 0) device.queue.writeBuffer(buffer, 0, data);
          return buffer;
        },
        release: () => {
          free.push(...acquired.splice(0));
          evict();
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

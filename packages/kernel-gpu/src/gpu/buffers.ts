/** Bytes of the smallest buffer; a binding must not be empty. */
const SMALLEST = 16;

/** Rounded up to what copies and bindings need. */
const wholeWords = (bytes: number): number => Math.max(SMALLEST, Math.ceil(bytes / SMALLEST) * SMALLEST);

/** The buffers of one run or plan, destroyed together. */
export interface BufferSet {
  make(bytes: number, usage: GPUBufferUsageFlags): GPUBuffer;
  /** A buffer that shaders read, with these contents. */
  filled(data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): GPUBuffer;
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

export function bufferSet(device: GPUDevice): BufferSet {
  const all: GPUBuffer[] = [];
  const make = (bytes: number, usage: GPUBufferUsageFlags): GPUBuffer => {
    const buffer = device.createBuffer({ size: wholeWords(bytes), usage });
    all.push(buffer);
    return buffer;
  };
  return {
    make,
    filled: (data) => {
      const buffer = make(data.byteLength, USAGE.storage | USAGE.copyTarget);
      if (data.byteLength > 0) device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    },
    destroy: () => {
      for (const buffer of all.splice(0)) buffer.destroy();
    },
  };
}

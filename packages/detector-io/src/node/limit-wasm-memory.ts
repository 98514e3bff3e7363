const PAGE_BYTES = 65_536;

export interface WasmMemoryLimit {
  /**
   * Tells whether a request beyond the limit was refused since the last call of `forget`, and no smaller request granted
   * afterwards.
   */
  refused(): boolean;
  forget(): void;
}

/**
 * Prevents the WebAssembly memories of this thread from growing beyond a limit. The `resourceLimits` of a worker do not
 * include them, and a library fixes its own largest size at compile time. A refused growth makes `malloc` fail, which
 * libraries handle. It is meant for threads that run one library, and must be called before that is loaded.
 */
export function limitWasmMemory(maxBytes: number): WasmMemoryLimit {
  let refused = false;
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    refused = this.buffer.byteLength + pages * PAGE_BYTES > maxBytes;
    if (refused) throw new RangeError(`memory beyond the limit of ${maxBytes} bytes was requested`);
    return grow.call(this, pages);
  };
  return {
    refused: () => refused,
    forget: () => {
      refused = false;
    },
  };
}

const PAGE_BYTES = 65_536;

export interface WasmMemoryLimit {
  /** Whether memory was asked for beyond the limit since `forget`, and not granted in a smaller piece. */
  refused(): boolean;
  forget(): void;
}

/**
 * Refuses to let the WebAssembly memories of this thread grow beyond a limit: those of a worker do not count towards its
 * `resourceLimits`, and a library declares its own largest size when it is compiled. What cannot grow makes `malloc` fail,
 * which libraries are prepared for. For threads that run one library alone; must be called before it is loaded.
 */
export function limitWasmMemory(maxBytes: number): WasmMemoryLimit {
  let refused = false;
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    refused = this.buffer.byteLength + pages * PAGE_BYTES > maxBytes;
    if (refused) throw new RangeError(`memory beyond ${maxBytes} bytes was asked for`);
    return grow.call(this, pages);
  };
  return {
    refused: () => refused,
    forget: () => {
      refused = false;
    },
  };
}

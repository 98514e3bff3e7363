/** Begin and end of the compilation of a module, ms on the clock of `performance.now()`. */
export interface Compilation {
  readonly begin: number;
  readonly end: number;
}

/** Records every WebAssembly module that is compiled from now on, so that kernels need no code for measurements. */
export function watchCompilations(): readonly Compilation[] {
  const seen: Compilation[] = [];
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct: (Module, [bytes]: [BufferSource]) => {
      const begin = performance.now();
      const module = new Module(bytes);
      seen.push({ begin, end: performance.now() });
      return module;
    },
  });
  return seen;
}

/** Values of the pixels of a panel. */
export type Pixels = Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int32Array;

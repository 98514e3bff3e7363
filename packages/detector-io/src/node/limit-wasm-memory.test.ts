import { afterEach, expect, test } from 'vitest';
import { limitWasmMemory } from './limit-wasm-memory';

const { grow } = WebAssembly.Memory.prototype;
afterEach(() => {
  WebAssembly.Memory.prototype.grow = grow;
});

const PAGE = 65_536;

test('memory grows up to the limit and not beyond', () => {
  const limit = limitWasmMemory(10 * PAGE);
  const memory = new WebAssembly.Memory({ initial: 4 });
  expect(memory.grow(6)).toBe(4);
  expect(limit.refused()).toBe(false);
  expect(() => memory.grow(1)).toThrow('655360 bytes');
  expect(memory.buffer.byteLength).toBe(10 * PAGE);
  expect(limit.refused()).toBe(true);
});

test('a smaller request that is granted clears a refusal', () => {
  const limit = limitWasmMemory(10 * PAGE);
  const memory = new WebAssembly.Memory({ initial: 4 });
  expect(() => memory.grow(7)).toThrow();
  memory.grow(6);
  expect(limit.refused()).toBe(false);
  expect(() => memory.grow(1)).toThrow();
  limit.forget();
  expect(limit.refused()).toBe(false);
});

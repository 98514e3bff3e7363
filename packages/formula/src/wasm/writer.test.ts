import { expect, test } from 'vitest';
import { codeBuffer } from './code';
import { wasmModule } from './writer';

function instantiate(bytes: Uint8Array<ArrayBuffer>, shared = false) {
  const memory = new WebAssembly.Memory(shared ? { initial: 2, maximum: 3, shared: true } : { initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return { view: new DataView(memory.buffer), exports: exports as Record<string, (...args: number[]) => void> };
}

/** Stores 3 times the sum of 0, 2, 4, … below the first parameter at the address in the second. */
function sumOfEvens() {
  const code = codeBuffer('i32', 'i32');
  const [end, address] = code.params as [(typeof code.params)[0], (typeof code.params)[0]];
  const counter = code.local('i32');
  const total = code.local('f64');
  code.i32(0).set(counter);
  code.loop(counter, 2, end, () => {
    code.get(total).get(counter).op('f64.convert_i32_s').op('f64.add').set(total);
  });
  code.get(address).get(total).f64(3).op('f64.mul').memory('f64.store', 200);
  return code;
}

test('functions have parameters, loops and stores', () => {
  const { view, exports } = instantiate(wasmModule([{ name: 'sumOfEvens', code: sumOfEvens() }]));
  exports.sumOfEvens?.(301, 16);
  expect(view.getFloat64(216, true)).toBe(3 * 150 * 151);
});

test('a module may hold several functions, and names beyond ASCII', () => {
  const other = codeBuffer();
  other.i32(8).i32(-12345678).memory('i32.store', 0);
  const { view, exports } = instantiate(
    wasmModule([
      { name: 'sumOfEvens', code: sumOfEvens() },
      { name: 'größe', code: other },
    ]),
  );
  exports.größe?.();
  expect(view.getInt32(8, true)).toBe(-12345678);
});

test('the same module can work on shared memory', () => {
  const { view, exports } = instantiate(wasmModule([{ name: 'run', code: sumOfEvens() }], { shared: true }), true);
  exports.run?.(11, 0);
  expect(view.getFloat64(200, true)).toBe(90);
});

test('conditions skip their body', () => {
  const code = codeBuffer('i32');
  const [given] = code.params as [(typeof code.params)[0]];
  code.get(given).when(() => code.i32(0).i32(77).memory('i32.store', 4));
  const { view, exports } = instantiate(wasmModule([{ name: 'run', code }]));
  exports.run?.(0);
  expect(view.getInt32(4, true)).toBe(0);
  exports.run?.(1);
  expect(view.getInt32(4, true)).toBe(77);
});

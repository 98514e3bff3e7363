import { expect, test } from 'vitest';
import { codeBuffer } from './code';
import { hasRelaxedSimd, wasmModule } from './writer';

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

test('a body is repeated while the condition at its end holds', () => {
  const code = codeBuffer('i32');
  const [end] = code.params as [(typeof code.params)[0]];
  const counter = code.local('i32');
  const total = code.local('i32');
  code.repeat(() => {
    code.get(counter).i32(1).op('i32.add').tee(counter).get(total).op('i32.add').set(total);
    code.get(counter).get(end).op('i32.lt_s');
  });
  code.i32(0).get(total).memory('i32.store', 12);
  const { view, exports } = instantiate(wasmModule([{ name: 'run', code }]));
  exports.run?.(10);
  expect(view.getInt32(12, true)).toBe(55);
  exports.run?.(0);
  expect(view.getInt32(12, true)).toBe(1);
});

test('locals of one type in a row are declared together', () => {
  const sizes = [20, 40].map((count) => {
    const code = codeBuffer();
    for (let i = 0; i < count; i++) code.local('f64');
    return code.finish().length;
  });
  expect(sizes[0]).toBe(sizes[1]);
});

test('relaxed vector instructions are there where the engine accepts one', () => {
  const zero = [0xfd, 0x0c, ...Array(16).fill(0)];
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
  const types = [1, 4, 1, 0x60, 0, 0];
  const functions = [3, 2, 1, 0];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const module = new Uint8Array([...header, ...types, ...functions, 10, body.length + 2, 1, body.length, ...body]);
  expect(hasRelaxedSimd()).toBe(WebAssembly.validate(module));
});

import { expect, test } from 'vitest';
import { keepRates, rateStore, readRates } from './rates';

/** A storage of one page. */
function storageOf(entries = new Map<string, string>()) {
  return {
    entries,
    getItem: (name: string) => entries.get(name) ?? null,
    setItem: (name: string, text: string) => void entries.set(name, text),
  };
}

test('rates are found again on the next visit, by the same program in the same browser alone', () => {
  const storage = storageOf();
  const keep = (rates: Readonly<Record<string, number>>) => keepRates(rates, () => storage);
  const first = rateStore({}, 'program 1, browser', keep);
  expect(first.find('gpu', 'Graphics 9000')).toBeUndefined();
  first.keep('gpu', 'Graphics 9000', 5e9);
  first.keep('cpu', undefined, 1e8);
  const known = readRates(() => storage);
  const again = rateStore(known, 'program 1, browser', keep);
  expect([again.find('gpu', 'Graphics 9000'), again.find('cpu')]).toEqual([5e9, 1e8]);
  expect(again.find('gpu', 'Graphics 1')).toBeUndefined();
  expect(rateStore(known, 'program 2, browser', keep).find('cpu')).toBeUndefined();
});

test('damaged rates, and a browser that keeps nothing, are no problem', () => {
  expect(readRates(() => storageOf(new Map([['braggsim rates', '{"x": ']])))).toEqual({});
  expect(readRates(() => storageOf(new Map([['braggsim rates', '{"a": 1, "b": "c", "d": -1}']])))).toEqual({ a: 1 });
  const refusing = () => {
    throw new Error('the user does not allow it');
  };
  expect(readRates(refusing)).toEqual({});
  expect(() => keepRates({ a: 1 }, refusing)).not.toThrow();
});

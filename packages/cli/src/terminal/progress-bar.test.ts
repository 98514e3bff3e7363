import { formatSeconds } from '@braggsim/core/text';
import { expect, test } from 'vitest';
import { progressBar } from './progress-bar';

test('durations are formatted in the two largest units', () => {
  expect([0.44, 9.94, 12.3, 185, 7799].map(formatSeconds)).toEqual([
    '0.4 s',
    '9.9 s',
    '12 s',
    '3 min 05 s',
    '2 h 09 min',
  ]);
});

test('the bar appears for long work, shows the remaining time and disappears', () => {
  let time = 0;
  let text = '';
  const bar = progressBar(
    (part) => {
      text += part;
    },
    () => time,
  );
  time = 400;
  bar.update(0.1);
  expect(text).toBe('');
  time = 1000;
  bar.update(0.25);
  expect(text).toMatch(/█{8}░{22} 25 %, 3\.0 s left$/);
  const before = text;
  time = 1050;
  bar.update(0.26);
  expect(text).toBe(before);
  bar.end();
  expect(text.endsWith('\x1b[K')).toBe(true);
});

test('the time is that of the process unless a clock is given', () => {
  let text = '';
  const bar = progressBar((part) => {
    text += part;
  });
  bar.update(0.5);
  bar.end();
  expect(text).toBe('');
});

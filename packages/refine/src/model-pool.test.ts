import { expect, test } from 'vitest';
import { modelPool } from './model-pool';

test('so many models are open, of which the last is closed for another, and all are closed at the end', async () => {
  const events: string[] = [];
  const pool = modelPool(async (shot) => {
    events.push(`open ${shot}`);
    return { evaluate: async () => expect.fail(), close: async () => void events.push(`close ${shot}`) };
  }, 2);
  const first = await pool.of(0);
  await pool.of(1);
  await pool.of(2);
  expect(await pool.of(0)).toBe(first);
  await pool.of(1);
  await pool.of(2);
  expect(events).toEqual(['open 0', 'open 1', 'open 2', 'close 1', 'open 1', 'close 0']);
  await pool.close();
  expect(events.slice(6).sort()).toEqual(['close 1', 'close 2']);
});

import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { timeProgram } from './run-program';

const folder = tmpdir();
const SLEEP = 'setTimeout(() => {}, 300)';
const WORK = 'const end = process.cpuUsage(); while (process.cpuUsage(end).user < 2e5);';

test('the clock on the wall counts waiting', async () => {
  expect(await timeProgram(process.execPath, ['-e', SLEEP], { folder })).toBeGreaterThan(300);
});

test.runIf(process.platform !== 'win32')('the time of the processors counts work, however long it takes', async () => {
  expect(await timeProgram(process.execPath, ['-e', WORK], { folder, clock: 'cpu' })).toBeGreaterThan(200);
  const idle = await timeProgram(process.execPath, ['-e', 'setTimeout(() => {}, 500)'], { folder, clock: 'cpu' });
  expect(idle).toBeLessThan(450);
});

test.each(['wall', 'cpu'] as const)('a failure has the message of the program, by the %s clock', async (clock) => {
  const failing = ['-e', 'console.error("no luck"); process.exit(3)'];
  await expect(timeProgram(process.execPath, failing, { folder, clock })).rejects.toThrow(/ended with 3: no luck$/);
});

test('the environment reaches the program', async () => {
  const check = ['-e', 'process.exit(process.env.GIVEN === "yes" ? 0 : 1)'];
  await expect(timeProgram(process.execPath, check, { folder })).rejects.toThrow('ended with 1');
  await timeProgram(process.execPath, check, { folder, environment: { GIVEN: 'yes' } });
});

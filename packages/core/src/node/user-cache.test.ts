import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { userCache } from './user-cache';

const unknown = (): string => {
  throw new Error('uv_os_homedir returned ENOENT');
};

test('the cache is where the environment says, by absolute paths alone', () => {
  expect(userCache('x', { XDG_CACHE_HOME: '/scratch/me', HOME: '/users/me' })).toBe(join('/scratch/me/braggsim/x'));
  expect(userCache('x', { XDG_CACHE_HOME: 'relative', HOME: '/users/me' })).toBe(join('/users/me/.cache/braggsim/x'));
});

test.each([{}, { HOME: '' }, { HOME: 'users/me' }])('with %j the system is asked for the home of the user', (env) => {
  expect(userCache('x', env, [() => 'users/me', () => '/users/me'])).toBe(join('/users/me/.cache/braggsim/x'));
  expect(userCache('x', env, [unknown, () => '/users/me'])).toBe(join('/users/me/.cache/braggsim/x'));
  expect([homedir(), userInfo().homedir].map((home) => join(home, '.cache/braggsim/x'))).toContain(userCache('x', env));
});

test('a user without a home, whom the system does not know, has no cache', () => {
  expect(userCache('x', {}, [unknown, unknown])).toBeUndefined();
  expect(userCache('x', { HOME: '' }, [() => '', () => 'nowhere'])).toBeUndefined();
});

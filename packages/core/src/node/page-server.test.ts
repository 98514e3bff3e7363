import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isBraggsimError } from '../errors';
import type { PageServer } from './page-server';
import { servePage } from './serve-page';

const POLICY = "default-src 'self'";
let folder: string;
let server: PageServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-server-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'page/index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'page/assets/a.js'), 'let a;');
  writeFileSync(join(folder, 'image.cbf'), '0123456789');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const files = [{ name: 'run/image.cbf', path: join(folder, 'image.cbf') }];
  server = await servePage({ page: join(folder, 'page'), files, policy: POLICY });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** Asks for a path as it is written, without the clean-up of `fetch`. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const inPage = (name: string): string => new URL(server.url).pathname + name;

test('serves the page, the list of files and the files, with the policy', async () => {
  const page = await ask(inPage(''));
  expect(page).toMatchObject({ status: 200, text: '<p>page</p>' });
  expect(page.headers).toMatchObject({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' });
  expect((await ask(inPage('?files'))).text).toBe('<p>page</p>');
  expect(await ask(inPage('assets/a.js'))).toMatchObject({ status: 200, text: 'let a;' });
  expect(JSON.parse((await ask(inPage('files.json'))).text)).toEqual([
    { name: 'run/image.cbf', size: 10, url: 'files/0' },
  ]);
  expect((await ask(inPage('files/0'))).text).toBe('0123456789');
  expect(await ask(inPage('files/0'), {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
});

test.each([
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=8-', 206, '89', 'bytes 8-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['lines=1-2', 200, '0123456789', undefined],
])('answers the range %s', async (range, status, text, contentRange) => {
  const answer = await ask(inPage('files/0'), { range });
  expect(answer).toMatchObject({ status, text });
  expect(answer.headers['content-range']).toBe(contentRange);
});

test('refuses what is not named: other files, folders, other hosts and origins, other tokens, writing', async () => {
  for (const path of [
    '../secret.txt',
    '..%2fsecret.txt',
    'files/1',
    'files',
    'assets',
    'assets/',
    'files/0/..',
    '__proto__',
  ]) {
    expect((await ask(inPage(path))).status, path).toBe(404);
  }
  const { host } = new URL(server.url);
  for (const path of ['/', '/index.html', '/wrong/', '//', `${new URL(server.url).pathname.slice(0, -2)}/`]) {
    expect((await ask(path)).status, path).toBe(403);
  }
  expect((await ask(inPage(''), { host: 'evil.example' })).status).toBe(403);
  expect((await ask(inPage(''), { origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask(inPage(''), { origin: 'null' })).status).toBe(403);
  expect((await ask(inPage(''), { origin: `http://${host}` })).status).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask(inPage(''), {}, method)).status).toBe(405);
});

test('a port in use is an error that says so', async () => {
  const port = Number(new URL(server.url).port);
  const error = await servePage({ page: join(folder, 'page'), files: [], port, policy: POLICY }).catch(
    (e: unknown) => e,
  );
  expect(isBraggsimError(error, 'usage') && error.message).toContain(`port ${port} is in use`);
});

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { runFailure, usageError } from '../errors';
import { reasonOf } from './system-errors';

/** A file that a page may read, by the name that it gets there. */
export interface ServedFile {
  readonly name: string;
  readonly path: string;
}

/** What a server of a page serves, and where. */
export interface PageServerOptions {
  /** Folder of the built page. All files in it are served, and no others of its folder are reachable. */
  readonly page: string;
  /** Further files, which the page finds listed in `files.json`. */
  readonly files: readonly ServedFile[];
  /** Port; any free one when absent. */
  readonly port?: number | undefined;
  /** Content-Security-Policy of all answers. */
  readonly policy: string;
}

/** A page that is served to this computer only. */
export interface PageServer {
  /** Address with a random token, without which nothing is served. */
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Bytes of the token: as hard to guess as a key. */
const TOKEN_BYTES = 24;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};

/** Lists the files of a folder by their addresses, which begin without a slash. */
function filesBelow(folder: string, prefix = ''): [string, string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name);
    const name = prefix + entry.name;
    return entry.isDirectory() ? filesBelow(path, `${name}/`) : entry.isFile() ? [[name, path]] : [];
  });
}

/** Reads a header `Range: bytes=first-last`; undefined where the whole file is asked for, null for a part that does not exist. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] | null | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const [, from = '', to = ''] = found;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? [first, last] : null;
}

/** Sends a file, or the part of it that is asked for. */
function sendFile(path: string, { headers, method }: IncomingMessage, response: ServerResponse): void {
  // A file may disappear while the page is open.
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  const range = size === undefined ? null : rangeOf(headers.range, size);
  if (size === undefined || range === null) {
    if (size !== undefined) response.setHeader('content-range', `bytes */${size}`);
    refuse(response, size === undefined ? 404 : 416);
    return;
  }
  const [start, end] = range ?? [0, size - 1];
  if (range) response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
  response.writeHead(range ? 206 : 200, {
    'accept-ranges': 'bytes',
    'content-length': end - start + 1,
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
  });
  if (method === 'HEAD' || end < start) {
    response.end();
    return;
  }
  const stream = createReadStream(path, { start, end });
  // A file that disappears ends the connection, so that the page does not take a part for the whole.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Starts to listen. @throws BraggsimError (`usage`) for a port in use, (`run`) when the system refuses */
function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? usageError(`port ${port} is in use: give another one, or leave --port out`)
          : runFailure({ message: `the page cannot be served: ${reasonOf(error)}`, cause: error }),
      ),
    );
    server.listen(port, HOST, resolve);
  });
}

/**
 * Starts the server that `servePage` describes.
 *
 * @throws BraggsimError (`usage`) for a port in use
 */
export async function listeningServer({ page, files, port = 0, policy }: PageServerOptions): Promise<PageServer> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const known = new Map<string, string>([
    ...filesBelow(page),
    ...files.map(({ path }, i): [string, string] => [`files/${i}`, path]),
  ]);
  const list = files.map(({ name, path }, i) => ({ name, size: statSync(path).size, url: `files/${i}` }));
  const server = createServer((request, response) => {
    const { method } = request;
    for (const [name, value] of Object.entries({
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })) {
      response.setHeader(name, value);
    }
    const name = nameIn(request);
    if (typeof name === 'number') refuse(response, name);
    else if (name === 'files.json') {
      response.writeHead(200, { 'content-type': TYPES['.json'] });
      response.end(method === 'HEAD' ? undefined : JSON.stringify(list));
    } else {
      const path = known.get(name === '' ? 'index.html' : name);
      if (path === undefined) refuse(response, 404);
      else sendFile(path, request, response);
    }
  });
  /** Returns the name that a request asks for, or the status with which it is refused. */
  const nameIn = ({ method, headers, url = '' }: IncomingMessage): string | number => {
    if (method !== 'GET' && method !== 'HEAD') return 405;
    const hosts = [HOST, 'localhost'].map((name) => `${name}:${own()}`);
    if (!hosts.includes(headers.host ?? '')) return 403;
    if (headers.origin !== undefined && !hosts.includes(headers.origin.replace(/^http:\/\//, ''))) return 403;
    const [, given = '', name = ''] = /^\/([^/?]*)\/([^?]*)/.exec(url) ?? [];
    return isEqual(given, token) ? name : 403;
  };
  const own = (): number => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  };
  await listening(server, port);
  return {
    url: `http://${HOST}:${own()}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

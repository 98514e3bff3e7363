import type { PageServer, PageServerOptions } from './page-server';

/**
 * Serves a page and named files to the browser of this computer: on the loopback interface, behind a random token in the address. Requests
 * under another name of the host, which a foreign page could bind to this address, and from other origins are refused. Only reading
 * is allowed, and folders are not listed. The server, and Node's modules for it, are loaded when it is first asked for.
 *
 * @throws BraggsimError (`usage`) for a port in use
 */
export const servePage = async (options: PageServerOptions): Promise<PageServer> =>
  (await import('./page-server')).listeningServer(options);

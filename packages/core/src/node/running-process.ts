import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { shortHash } from './short-hash';

let ownMachine: string | undefined;

/**
 * Names where process ids are those of this process: a machine, and a container on it. Folders may be shared with others, in which the same
 * id is that of another process.
 */
export function thisMachine(): string {
  ownMachine ??= shortHash(`${hostname()} ${processNamespace()}`);
  return ownMachine;
}

/** Names the set of processes that see each other's ids, on systems that have several; empty on others. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Tells whether a process of this machine runs; one that may not be asked does. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

import { readHeaders } from './headers';
import { applyFlags, scan } from './parse';

/** Reads a command line and the image headers that it names. */
export function readCommandLine(argv: readonly string[]) {
  const occurrences = scan(argv);
  const headers = readHeaders(applyFlags(occurrences).files);
  return { ...headers, invocation: applyFlags(occurrences, headers.experiment) };
}

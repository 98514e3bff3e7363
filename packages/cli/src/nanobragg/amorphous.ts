import { dataError } from '@braggsim/core';
import { readText } from '@braggsim/core/node';
import { decimal, linesOf } from '@braggsim/core/text';

/**
 * Reads a table of amorphous scatter only to see that it is one: like the C program, nanoBragg has no use for it.
 *
 * @throws BraggsimError (`data`) when it cannot be read or has no row that starts with two numbers
 */
export function checkAmorphous(path: string): void {
  const rows = linesOf(readText(path, 'amorphous table')).map(
    (line) => line.replace(/[#!].*$/, '').match(/[^\s,;:]+/g) ?? [],
  );
  if (rows.some(([s, f]) => decimal(s ?? '') !== undefined && decimal(f ?? '') !== undefined)) return;
  throw dataError(`${path} is no amorphous table; expected lines of two numbers: the scattering vector and F`);
}

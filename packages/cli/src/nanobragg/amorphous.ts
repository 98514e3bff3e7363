import { dataError } from '@braggsim/core';
import { readText } from '@braggsim/core/node';
import { decimal, linesOf } from '@braggsim/core/text';

/**
 * Checks that a file is a table of amorphous scattering. Like the C program, nanoBragg does not use its values.
 *
 * @throws BraggsimError (`data`) when it cannot be read or has no row that starts with two numbers
 */
export function checkAmorphous(path: string): void {
  const rows = linesOf(readText(path, 'amorphous table')).map(
    (line) => line.replace(/[#!].*$/, '').match(/[^\s,;:]+/g) ?? [],
  );
  if (rows.some(([s, f]) => decimal(s ?? '') !== undefined && decimal(f ?? '') !== undefined)) return;
  throw dataError(`${path} is not an amorphous table; expected lines of two numbers: the scattering vector and F`);
}

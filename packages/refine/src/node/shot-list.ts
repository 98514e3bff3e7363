import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { dataError } from '@braggsim/core';
import { readText } from '@braggsim/core/node';

/** The files of one shot. */
export interface ShotFiles {
  /** Experiment file; absent for one that is described by flags and an experiment list. */
  readonly experiment?: string | undefined;
  readonly image?: string | undefined;
  readonly spots?: string | undefined;
  readonly spectrum?: string | undefined;
  /** Experiment list of dxtbx, and which of its experiments. */
  readonly list?: string | undefined;
  readonly index?: number | undefined;
}

/** Stands for a file that there is not. */
const NONE = '-';

const isList = (name: string): boolean => /\.expt$/i.test(name);

/**
 * Reads a list of shots: `experiment image [spots] [spectrum]` a line, or `file.expt file.refl [spectrum] [index]`, with `-` for a file that
 * there is not. Names are relative to the folder of the list, or to where the command runs; `#` begins a comment.
 *
 * @throws BraggsimError (`data`) for a line that is neither, and a list without shots
 */
export function readShotList(path: string): ShotFiles[] {
  const folder = dirname(path);
  const given = (name: string | undefined): string | undefined =>
    name === undefined || name === NONE ? undefined : seen(name);
  const seen = (name: string): string => {
    const beside = isAbsolute(name) ? name : join(folder, name);
    return existsSync(beside) || !existsSync(name) ? beside : name;
  };
  const shots = readText(path, 'list of shots')
    .split(/\r\n|\r|\n/)
    .flatMap((line, i): ShotFiles[] => {
      const words = line
        .replace(/(^|\s)#.*/, '')
        .trim()
        .split(/\s+/)
        .filter((word) => word !== '');
      if (words.length === 0) return [];
      const [first = '', second, third, fourth] = words;
      if (words.length < 2 || words.length > 4 || second === undefined) {
        throw dataError(
          `${path}, line ${i + 1}: expected 'experiment image [spots] [spectrum]', with - for no spots, or 'file.expt file.refl [spectrum] [index]', found '${line.trim().slice(0, 80)}'`,
        );
      }
      if (!isList(first)) {
        return [
          {
            experiment: seen(first),
            image: seen(second),
            spots: given(third),
            spectrum: given(fourth),
          },
        ];
      }
      const last = words.length > 2 ? (words.at(-1) as string) : '';
      const index = /^\d+$/.test(last) ? Number(last) : undefined;
      const spectrum = words.length === 4 || (words.length === 3 && index === undefined) ? third : undefined;
      return [{ list: seen(first), spots: seen(second), spectrum: given(spectrum), index }];
    });
  if (shots.length === 0) throw dataError(`${path}: expected a shot on each line, found none`);
  return shots;
}

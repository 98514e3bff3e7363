import { isBraggsimError } from '@braggsim/core';
import { checkExperiment } from '@braggsim/experiment';
import { CHECKS, DEFAULTS, type Settings } from './settings';

const START_OF_LINK = '#s=';
/** Length of a link that is read. */
const LONGEST = 200_000;

const toBase64 = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const fromBase64 = (text: string): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)),
  );

/** Writes what differs from the defaults as the part of an address behind `#`. */
export function linkOf(settings: Settings): string {
  const changed = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULTS[name as keyof Settings]),
  );
  return changed.length === 0 ? '' : `${START_OF_LINK}${toBase64(JSON.stringify(Object.fromEntries(changed)))}`;
}

/** Settings of a link, and what of it was wrong. */
export interface ReadLink {
  readonly settings: Settings;
  /** Sentence that says what is wrong with the link; undefined for a valid one. */
  readonly problem?: string;
}

/** Reads a link. What is damaged or unknown takes its default, and is reported. */
export function readLink(hash: string): ReadLink {
  if (!hash.startsWith(START_OF_LINK)) return { settings: DEFAULTS };
  let given: unknown;
  try {
    if (hash.length > LONGEST) throw new RangeError('too long');
    given = JSON.parse(fromBase64(hash.slice(START_OF_LINK.length)));
  } catch {
    given = undefined;
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { settings: DEFAULTS, problem: 'This link is damaged: the page starts with its defaults.' };
  }
  const wrong: string[] = [];
  const read = Object.entries(given).flatMap(([name, value]) => {
    const checked =
      name === 'experiment'
        ? checkedExperiment(value)
        : Object.hasOwn(CHECKS, name)
          ? CHECKS[name as keyof typeof CHECKS](value)
          : undefined;
    if (checked === undefined) wrong.push(name);
    return checked === undefined ? [] : [[name, checked] as const];
  });
  const settings = { ...DEFAULTS, ...Object.fromEntries(read) };
  if (wrong.length === 0) return { settings };
  return { settings, problem: `Parts of this link are damaged and have their defaults: ${wrong.join(', ')}.` };
}

function checkedExperiment(value: unknown): Settings['experiment'] | undefined {
  try {
    return checkExperiment(value, { file: 'link', locate: () => undefined });
  } catch (error) {
    if (isBraggsimError(error)) return undefined;
    throw error;
  }
}

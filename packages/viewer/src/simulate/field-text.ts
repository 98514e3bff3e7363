import type { Parameter } from '@braggsim/core';

/** Writes the value of a field as text; empty where it has none. */
export function fieldText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const isPlain = Array.isArray(value) && value.every((entry) => typeof entry !== 'object');
  return isPlain ? value.join(', ') : typeof value === 'number' ? `${value}` : JSON.stringify(value);
}

const numberOr = (text: string): number | string =>
  text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * Reads the text of a field: numbers and words as they are, lists separated by commas or blanks, anything with brackets as JSON. Empty text
 * removes the field. What it means is checked by the tables of the experiment.
 */
export function fieldValue({ type }: Pick<Parameter, 'type'>, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (/^[[{]/.test(trimmed)) return parsed(trimmed);
  const words = trimmed.split(/[\s,]+/).filter(Boolean);
  switch (type) {
    case 'numbers':
      return words.length === 1 && typeof numberOr(trimmed) === 'string' ? trimmed : words.map(numberOr);
    case 'stringList':
      return trimmed.split(',').map((word) => word.trim());
    case 'number':
    case 'integer':
      return words.length > 1 ? words.map(numberOr) : numberOr(trimmed);
    case 'boolean':
      return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed;
    default:
      return trimmed;
  }
}

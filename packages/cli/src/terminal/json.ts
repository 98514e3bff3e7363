/**
 * Replaces numbers that JSON cannot represent by text; it would otherwise write null, which programs read as a missing
 * value.
 */
const named = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** Formats figures as JSON; numbers that are not finite become the texts "Infinity", "-Infinity" and "NaN". */
export const figuresJson = (figures: object): string => `${JSON.stringify(figures, named, 2)}\n`;

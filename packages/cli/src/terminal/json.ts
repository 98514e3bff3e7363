/** JSON has no word for these numbers and would write null, which programs would take for a figure that is missing. */
const named = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** Figures for programs: numbers that are not finite are the texts "Infinity", "-Infinity" and "NaN". */
export const figuresJson = (figures: object): string => `${JSON.stringify(figures, named, 2)}\n`;

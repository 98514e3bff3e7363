/**
 * Coefficients of red, green and blue by power of the level, from the fit by M. Zucker (CC0) to the inferno colour map
 * of matplotlib (CC0).
 */
const INFERNO = [
  [0.0002189403691192265, 0.001651004631001012, -0.01948089843709184],
  [0.1065134194856116, 0.5639564367884091, 3.932712388889277],
  [11.60249308247187, -3.972853965665698, -15.9423941062914],
  [-41.70399613139459, 17.43639888205313, 44.35414519872813],
  [77.162935699427, -33.40235894210092, -81.80730925738993],
  [-71.31942824499214, 32.62606426397723, 73.20951985803202],
  [25.13112622477341, -12.24266895238567, -23.07032500287172],
] as const;

const LEVELS = 256;

/** Returns perceptually uniform colours from black over purple and orange to pale yellow: [level, 3] for 256 levels. */
export function infernoTable(): Uint8Array {
  const table = new Uint8Array(LEVELS * 3);
  for (let level = 0; level < LEVELS; level++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = INFERNO.reduceRight((sum, row) => sum * (level / (LEVELS - 1)) + (row[channel] as number), 0);
      table[level * 3 + channel] = Math.round(255 * Math.min(Math.max(value, 0), 1));
    }
  }
  return table;
}

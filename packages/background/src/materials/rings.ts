/** Powders whose rings come with braggsim. */
export const RING_MATERIALS = {
  /**
   * Hexagonal ice, a 4.497 Å, c 7.321 Å (Röttger et al. 1994, Acta Cryst. B50, 644): oxygen at (1/3, 2/3, 0.0629) with a B of
   * 2 Å^2.
   */
  'ice-ih': {
    volumeA3: 128.22,
    rings: [
      [3.8945, 1046],
      [3.6605, 658],
      [3.4383, 841],
      [2.6673, 703],
      [2.2485, 2170],
      [2.0679, 2385],
      [1.9473, 408],
      [1.9159, 1559],
      [1.8818, 336],
      [1.7191, 301],
      [1.5221, 1119],
      [1.472, 393],
      [1.4431, 329],
    ],
  },
} as const;

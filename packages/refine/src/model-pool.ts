import type { ShotModel } from './shot-model';

/** Models of many shots, of which only some are open at a time. */
export interface ModelPool {
  /** Returns the model of a shot; one that is opened closes that which was not asked for the longest. */
  of(shot: number): Promise<ShotModel>;
  close(): Promise<void>;
}

/**
 * Keeps models open for the shots that were asked for last, so that the memory of tables and generated code does not grow with the number of shots.
 *
 * @param limit number of models that are open at a time
 */
export function modelPool(open: (shot: number) => Promise<ShotModel>, limit: number): ModelPool {
  const models = new Map<number, ShotModel>();
  return {
    async of(shot) {
      const known = models.get(shot);
      const model = known ?? (await open(shot));
      // The order of the map is that of the last uses.
      models.delete(shot);
      models.set(shot, model);
      for (const [other, old] of models) {
        if (models.size <= limit) break;
        models.delete(other);
        await old.close();
      }
      return model;
    },
    async close() {
      for (const model of models.values()) await model.close();
      models.clear();
    },
  };
}

import type { ShotModel } from './shot-model';

/** Models of many shots, of which only some are open at a time. */
export interface ModelPool {
  /** Returns the model of a shot; one too many closes another. */
  of(shot: number): Promise<ShotModel>;
  close(): Promise<void>;
}

/**
 * Keeps some models open, so that the memory of tables and generated code does not grow with the number of shots. Shots are gone through in turn
 * again and again: the model that was used last is the one that is needed last, and is closed first.
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
      const [, last] = [...models.keys()].reverse();
      if (models.size > limit && last !== undefined) {
        const old = models.get(last);
        models.delete(last);
        await old?.close();
      }
      return model;
    },
    async close() {
      for (const model of models.values()) await model.close();
      models.clear();
    },
  };
}

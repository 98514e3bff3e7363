import { useSyncExternalStore } from 'react';

/** A value that changes as a whole, with listeners. */
export interface Store<State> {
  get(): State;
  /** Replaces some of the fields. */
  set(changes: Partial<State>): void;
  /** @returns the function that removes the listener */
  subscribe(listener: () => void): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(changes) {
      state = { ...state, ...changes };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Returns the state of a store and draws the component anew when it changes. */
export const useStore = <State extends object>({ subscribe, get }: Store<State>): State =>
  useSyncExternalStore(subscribe, get);

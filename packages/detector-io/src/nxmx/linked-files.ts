import type { LinkedStack } from '@braggsim/core/derived';
import type { ExternalLink, File } from 'h5wasm';
import { isDataset } from './hdf5';
import { members } from './members';
import { dataGroups } from './reader';

const isLink = (entity: unknown): entity is ExternalLink =>
  typeof (entity as ExternalLink | null)?.filename === 'string';

/**
 * Tells whether a dataset is a stack stored in the file itself. Virtual datasets are not, since the library cannot follow
 * them.
 */
const isOwnStack = (entity: unknown): boolean =>
  isDataset(entity) &&
  entity.shape?.length === 3 &&
  (entity.metadata.virtual_sources ?? []).every(({ file_name: name }) => name === '.');

/** Compares names so that `data_000010` comes after `data_000009`, and `data_10` after `data_9`. */
const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * Returns the data files that a master file links to, in the order of their names in its data group; none for a file
 * that contains images itself.
 */
export function linkedStacks(file: File): LinkedStack[] {
  for (const data of dataGroups(file)) {
    const entities = members(data)
      .sort(byNumber.compare)
      .map((name) => data.get(name));
    if (entities.some(isOwnStack)) return [];
    const links = entities.filter(isLink);
    if (links.length > 0) return links.map(({ filename, obj_path }) => ({ file: filename, dataset: obj_path }));
  }
  return [];
}

import type { Dataset, ExternalLink, File, Group } from 'h5wasm';
import { text } from './axis-attributes';
import { isDataset, isGroup } from './hdf5';
import { members } from './members';
import { openNeighbour } from './neighbours';

/** The groups of an entry that describe its images, each undefined where the file has none. */
export interface NexusPlaces {
  readonly entry: Group | undefined;
  readonly instrument: Group | undefined;
  readonly detector: Group | undefined;
  readonly sample: Group | undefined;
  /** Those that can say which photons there were, the likeliest first. */
  readonly beams: readonly Group[];
}

type Entity = Dataset | Group | undefined;

const isLink = (entity: unknown): entity is ExternalLink =>
  typeof (entity as ExternalLink | null)?.filename === 'string';

/** A member of a group, followed into a file beside this one where it is a link to that. */
export function memberOf(file: File, parent: Group | undefined, name: string): Entity {
  const found = parent?.get(name);
  if (isLink(found)) return plainEntity(openNeighbour(file, found.filename)?.get(found.obj_path));
  return plainEntity(found);
}

const plainEntity = (found: unknown): Entity => (isDataset(found) || isGroup(found) ? found : undefined);

/** A dataset of a group, by the first of several names that there is. */
export function datasetOf(file: File, parent: Group | undefined, ...names: readonly string[]): Dataset | undefined {
  for (const name of names) {
    const [first = '', ...rest] = name.split('/');
    const found = memberOf(file, parent, first);
    if (rest.length > 0) {
      const deeper = isGroup(found) ? datasetOf(file, found, rest.join('/')) : undefined;
      if (deeper) return deeper;
    } else if (isDataset(found)) return found;
  }
  return undefined;
}

/** A group within another: by its usual name, or else by its NeXus class. */
function groupOf(file: File, parent: Group | undefined, name: string, nexusClass: string): Group | undefined {
  if (!parent) return undefined;
  const usual = members(parent).includes(name) ? memberOf(file, parent, name) : undefined;
  if (isGroup(usual)) return usual;
  return groupsOf(parent, nexusClass)[0];
}

function groupsOf(parent: Group, nexusClass: string): Group[] {
  return members(parent).flatMap((name) => {
    const found = parent.get(name);
    return isGroup(found) && text(found, 'NX_class') === nexusClass ? [found] : [];
  });
}

/** Where a file describes its images: under the usual names, or else by the classes of its groups. */
export function nexusPlaces(file: File): NexusPlaces {
  const entry = groupOf(file, file, 'entry', 'NXentry');
  const instrument = groupOf(file, entry, 'instrument', 'NXinstrument');
  const sample = groupOf(file, entry, 'sample', 'NXsample');
  return {
    entry,
    instrument,
    detector: groupOf(file, instrument, 'detector', 'NXdetector'),
    sample,
    beams: [
      groupOf(file, instrument, 'beam', 'NXbeam'),
      groupOf(file, sample, 'beam', 'NXbeam'),
      groupOf(file, instrument, 'monochromator', 'NXmonochromator'),
    ].filter((group) => group !== undefined),
  };
}

/**
 * The axis that an attribute or field `depends_on` names: from the root of the file, or from the group of what depends on it.
 *
 * @param group that encloses what depends on the axis
 */
export function axisAt(file: File, path: string, group: string): Dataset | undefined {
  const found = file.get(path.startsWith('/') ? path : `${group === '/' ? '' : group}/${path.replace(/^\.\//, '')}`);
  return isDataset(found) ? found : undefined;
}

/** The path of the group that encloses a dataset. */
export const groupPath = ({ path }: Dataset): string => path.slice(0, Math.max(path.lastIndexOf('/'), 1));

import type { Dataset, ExternalLink, File, Group } from 'h5wasm';
import { text } from './axis-attributes';
import { smallValue } from './checked-read';
import { isDataset, isGroup } from './hdf5';
import { members } from './members';
import { openNeighbour } from './neighbours';

/** The groups of an entry that describe its images; each is undefined where the file has none. */
export interface NexusPlaces {
  readonly entry: Group | undefined;
  readonly instrument: Group | undefined;
  readonly detector: Group | undefined;
  readonly sample: Group | undefined;
  /** The groups that can describe the beam, the most likely first. */
  readonly beams: readonly Group[];
  /** The groups that can describe the source, the most likely first. */
  readonly sources: readonly Group[];
}

type Entity = Dataset | Group | undefined;

const isLink = (entity: unknown): entity is ExternalLink =>
  typeof (entity as ExternalLink | null)?.filename === 'string';

/** Returns a member of a group; a link into a neighbouring file is followed. */
function memberOf(file: File, parent: Group | undefined, name: string): Entity {
  const found = parent?.get(name);
  if (isLink(found)) return plainEntity(openNeighbour(file, found.filename)?.get(found.obj_path));
  return plainEntity(found);
}

const plainEntity = (found: unknown): Entity => (isDataset(found) || isGroup(found) ? found : undefined);

/** Returns the dataset of a group with the first of several names that exists. */
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

/** Reads a short text; undefined for another kind of value and where it is empty. */
export const textOf = (dataset: Dataset | undefined): string | undefined => {
  if (!dataset || dataset.metadata.size > 1024) return undefined;
  const value = smallValue(dataset);
  const [first] = Array.isArray(value) ? value : [value];
  return typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined;
};

/** Returns a group within another by its standard name, or else by its NeXus class. */
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

/** Finds the groups that describe the images, by their standard names or else by their classes. */
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
    sources: [groupOf(file, entry, 'source', 'NXsource'), groupOf(file, instrument, 'source', 'NXsource')].filter(
      (group) => group !== undefined,
    ),
  };
}

/**
 * Resolves the path of an axis in `depends_on`, which starts at the root of the file or at the group of the dependent
 * object.
 *
 * @param group the group that contains the dependent object
 */
export function axisAt(file: File, path: string, group: string): Dataset | undefined {
  const found = file.get(path.startsWith('/') ? path : `${group === '/' ? '' : group}/${path.replace(/^\.\//, '')}`);
  return isDataset(found) ? found : undefined;
}

/** Returns the path of the group that contains a dataset. */
export const groupPath = ({ path }: Dataset): string => path.slice(0, Math.max(path.lastIndexOf('/'), 1));

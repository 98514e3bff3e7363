import type { FileSource } from './sources';

/** Number of files of a folder that are opened; a folder with more is another kind of folder. */
const MAX_FILES = 10_000;

/** Returns the files of an input element. */
export const chosenFiles = (files: Iterable<File>): FileSource[] =>
  Array.from(files, (file) => ({ name: file.webkitRelativePath || file.name, blob: file }));

const filesOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives its entries in parts, and an empty part at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0 || all.length > MAX_FILES) return all;
    all.push(...part);
  }
}

async function withinEntry(entry: FileSystemEntry, folder: string): Promise<FileSource[]> {
  const name = folder + entry.name;
  if (entry.isFile) return [{ name, blob: await filesOf(entry as FileSystemFileEntry) }];
  const sources: FileSource[] = [];
  for (const inside of await entriesOf(entry as FileSystemDirectoryEntry)) {
    sources.push(...(await withinEntry(inside, `${name}/`)));
  }
  return sources;
}

/** Returns dropped files, with those of dropped folders by their paths. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<FileSource[]> {
  // Entries must be taken before the first wait, after which the browser empties the list.
  const entries = Array.from(items).flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return chosenFiles(files);
  const sources: FileSource[] = [];
  for (const entry of entries) sources.push(...(await withinEntry(entry, '')));
  return sources;
}

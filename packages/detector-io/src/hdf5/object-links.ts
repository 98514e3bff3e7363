/** Offset of the end-of-file address in superblock version 0. */
export const END_OF_FILE_ADDRESS = 40;
/** Offset of the symbol table entry of the root group in superblock version 0. */
const ROOT_ENTRY = 56;
/** Bytes of a symbol table entry, and the offsets of its fields: object header address, cache type, and, of groups, the addresses of B-tree and local heap. */
const ENTRY_BYTES = 40;
const [HEADER_ADDRESS, CACHE_TYPE, TREE_ADDRESS, HEAP_ADDRESS] = [8, 16, 24, 32];
/** Cache type of the symbol table entry of a group. */
const GROUP = 1;
/** Bytes of the longest name that is found. */
const LONGEST_NAME = 256;

/**
 * Lists the paths of the objects of a file with superblock version 0, and the positions of their object header addresses.
 *
 * @param read returns so many bytes at an address, with zeros behind the end of the file
 */
export function objectLinks(
  read: (at: number, bytes: number) => DataView,
): readonly (readonly [path: string, position: number])[] {
  const address = (at: number): number => Number(read(at, 8).getBigUint64(0, true));
  const links: (readonly [string, number])[] = [];
  /** Adds the links of the group whose entry in the symbol table is at a position. */
  const walkGroup = (entry: number, prefix: string): void => {
    const names = address(address(entry + HEAP_ADDRESS) + 24);
    const walk = (at: number): void => {
      const node = read(at, 8);
      const [level, count] = [node.getUint8(5), node.getUint16(6, true)];
      for (let i = 0; i < count; i++) {
        const child = address(at + 24 + 8 + 16 * i);
        if (level > 0) walk(child);
        else walkTable(child);
      }
    };
    const walkTable = (at: number): void => {
      const count = read(at, 8).getUint16(6, true);
      for (let n = 0; n < count; n++) {
        const own = at + 8 + ENTRY_BYTES * n;
        const { buffer, byteOffset } = read(names + address(own), LONGEST_NAME);
        const name = new Uint8Array(buffer, byteOffset, LONGEST_NAME);
        const path = prefix + new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
        links.push([path, own + HEADER_ADDRESS]);
        if (read(own + CACHE_TYPE, 4).getUint32(0, true) === GROUP) walkGroup(own, `${path}/`);
      }
    };
    walk(address(entry + TREE_ADDRESS));
  };
  walkGroup(ROOT_ENTRY, '');
  return links;
}

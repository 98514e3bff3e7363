/** A fenced block of a Markdown page. */
export interface Block {
  /** Language after the fence: `ts`, `sh`, `text`. */
  readonly language: string;
  readonly text: string;
  /** Line of the page on which the block starts. */
  readonly line: number;
}

/** Finds all fenced blocks of a page, in order. */
function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [i, line] of page.split('\n').entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (fence && !open) open = { language: fence[1] ?? '', line: i + 1, lines: [] };
    else if (line === '```' && open) {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
      open = undefined;
    } else open?.lines.push(line);
  }
  return blocks;
}

/** A block to run, and its expected output: the text block that follows it, if there is one. */
export interface Runnable {
  readonly block: Block;
  readonly expected: string | undefined;
}

/** Finds the blocks of a page in one language, with their expected outputs. */
export const runnables = (page: string, language: string): Runnable[] =>
  blocksOf(page).flatMap((block, i, all) => {
    const next = all[i + 1];
    return block.language === language ? [{ block, expected: next?.language === 'text' ? next.text : undefined }] : [];
  });

/** A shader while it is being written. */
export interface ShaderCode {
  line(text: string): void;
  /** Lines inside braces: `head { … }`. */
  block(head: string, body: () => void): void;
  /** A name that no other value has. */
  name(): string;
  text(): string;
}

export function shaderCode(): ShaderCode {
  const lines: string[] = [];
  let indent = '';
  let names = 0;
  const line = (text: string): void => void lines.push(text === '' ? '' : indent + text);
  return {
    line,
    block: (head, body) => {
      line(`${head} {`);
      indent += '  ';
      body();
      indent = indent.slice(2);
      line('}');
    },
    name: () => `v${names++}`,
    text: () => `${lines.join('\n')}\n`,
  };
}

/** Digits with which every float32 can be told from its neighbours. */
const MOST_DIGITS = 9;

/**
 * A number as a float32 literal, in as few digits as give the same number.
 *
 * @throws Error for a number that float32 does not reach
 */
export function literal(x: number): string {
  const value = Math.fround(x);
  if (!Number.isFinite(value)) throw new Error(`${x} is no number of single precision`);
  let digits = 1;
  while (digits < MOST_DIGITS && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const text = `${Number(value.toPrecision(digits))}f`;
  return value < 0 ? `(${text})` : text;
}

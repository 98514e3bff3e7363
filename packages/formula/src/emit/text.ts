/** The text of a program during generation. */
export interface TextCode {
  line(text: string): void;
  /** Writes lines inside braces: `head { … }`. */
  block(head: string, body: () => void): void;
  /** Returns a name that no other value has. */
  name(): string;
  text(): string;
}

export function textCode(): TextCode {
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

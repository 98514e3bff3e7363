/** The text of a program while it is being written. */
export interface TextCode {
  line(text: string): void;
  /** Lines inside braces: `head { … }`. */
  block(head: string, body: () => void): void;
  /** A name that no other value has. */
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

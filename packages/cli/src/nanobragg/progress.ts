/**
 * Returns a function that writes the progress lines of the C program: every 5 %, and every 1 % in the first and the
 * last tenth.
 */
export function percentLines(write: (line: string) => void): (fraction: number) => void {
  let next = 0;
  return (fraction) => {
    const percent = Math.floor(100 * fraction);
    if (percent < next) return;
    write(`${percent}% done\n`);
    next = percent < 10 || percent >= 89 ? percent + 1 : Math.min(90, 5 * (Math.floor(percent / 5) + 1));
  };
}

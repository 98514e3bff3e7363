import type { Shot } from './messages';

/** Lists facts about an image as pairs of name and text. */
export function factTexts({ kernel, precision, adapter, reason, samples, ms, warnings }: Shot): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['kernel', `${kernel}, ${precision} precision`],
    ['GPU', adapter ?? (reason && `not used: ${reason}`)],
    ['time', `${ms.toFixed(0)} ms for ${(samples / 1e6).toPrecision(3)} million samples`],
    ...warnings.map((warning): [string, string] => ['note', warning]),
  ];
  return facts.flatMap(([name, text]) => (text ? [[name, text] as [string, string]] : []));
}

/** Shows facts in a list of definitions. */
export function showFacts(list: HTMLElement, shot: Shot): void {
  list.replaceChildren(
    ...factTexts(shot).flatMap(([name, text]) => [
      Object.assign(document.createElement('dt'), { textContent: name }),
      Object.assign(document.createElement('dd'), { textContent: text }),
    ]),
  );
}

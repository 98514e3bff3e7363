import type { OfferedGroup, OfferedNumber } from '@braggsim/refine';
import { useEffect, useState } from 'react';
import { boundsOf, isFreed, type Side, withBound, withFreed } from '../../refine/choice';
import { problemOf } from '../../simulate/problem';
import { report } from '../actions';
import { type App, useApp, useSession, useSettings } from '../model';
import { short } from '../numbers';
import { Tick } from './Panel';

/** Frees or fixes numbers; the last one stays free, since a refinement of nothing is none. */
function free(app: App, groups: readonly OfferedGroup[], which: Parameters<typeof withFreed>[2], is: boolean): void {
  const experiment = withFreed(app.settings.get().experiment, groups, which, is);
  if (experiment.refine?.free?.length) app.settings.set({ experiment });
}

function BoundField({ number, side }: { readonly number: OfferedNumber; readonly side: Side }) {
  const app = useApp();
  const { experiment } = useSettings();
  const shown = boundsOf(experiment, number.name)[side];
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const take = (): void => {
    if (text.trim() === shown) return;
    const isNumber = text.trim() === '' || Number.isFinite(Number(text));
    const changed = withBound(app.settings.get().experiment, number.name, side, text);
    const problem = isNumber ? problemOf(changed) : `${number.name}: '${text}' is not a number`;
    if (problem) {
      report(app, problem);
      setText(shown);
    } else app.settings.set({ experiment: changed });
  };
  return (
    <input
      aria-label={`${number.name}, ${side} bound`}
      inputMode="decimal"
      value={text}
      placeholder={Number.isFinite(number[side]) ? short(number[side]) : 'none'}
      onChange={({ target }) => setText(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => key === 'Enter' && take()}
    />
  );
}

function Group({ groups, group }: { readonly groups: readonly OfferedGroup[]; readonly group: OfferedGroup }) {
  const app = useApp();
  const { experiment } = useSettings();
  const { group: name, numbers, problem } = group;
  const freed = numbers.filter((number) => isFreed(experiment, name, number.name));
  const isFree = numbers.length === 0 ? isFreed(experiment, name) : freed.length > 0;
  if (problem !== undefined && !isFree) {
    return (
      <span className="quiet" title={problem}>
        {name}: not here
      </span>
    );
  }
  return (
    <>
      <Tick label={name} value={isFree} onChange={(is) => free(app, groups, { group: name }, is)} />
      {problem !== undefined && <p className="note">{problem}</p>}
      {isFree &&
        numbers.map((number) => (
          <div key={number.name} className="bounded">
            {numbers.length > 1 ? (
              <Tick
                label={number.name}
                value={freed.includes(number)}
                onChange={(is) => free(app, groups, { group: name, name: number.name }, is)}
              />
            ) : (
              <span>{number.name}</span>
            )}
            <span title={`value at the start${number.unit && `, ${number.unit}`}`}>
              {short(number.start)} {number.unit}
            </span>
            <BoundField number={number} side="lower" />
            <BoundField number={number} side="upper" />
          </div>
        ))}
    </>
  );
}

/** The numbers of the model, which of them are refined, and their bounds. */
export function RefineNumbers() {
  const { offered } = useSession();
  if (!offered) return <p className="note">listing what can be refined …</p>;
  return (
    <fieldset>
      <legend>refined numbers: value at the start, lower and upper bound</legend>
      <div className="refined-numbers">
        {offered.map((group) => (
          <Group key={group.group} groups={offered} group={group} />
        ))}
      </div>
    </fieldset>
  );
}

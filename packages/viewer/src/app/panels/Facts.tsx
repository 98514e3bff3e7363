/** A list of names with their values. */
export function Facts({ facts, id }: { readonly facts: readonly (readonly [string, string])[]; readonly id?: string }) {
  return (
    <dl className="facts" id={id}>
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

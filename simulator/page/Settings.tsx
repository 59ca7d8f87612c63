/** How the simulated Amazon behaves. A setting that the simulator gets appears here by itself. */
import { useState } from "preact/hooks";
import type { SettingField } from "../settings";
import { api } from "./api";
import { Panel } from "./Panel";
import { useAction } from "./useAction";

/** What is typed in but not sent yet; all else follows the simulator. */
type Draft = Readonly<Record<string, string | boolean>>;

export function Settings({ settings }: { settings: readonly SettingField[] }) {
  const { run, problem } = useAction();
  const [draft, setDraft] = useState<Draft>({});
  const changed = settings.filter(
    ({ name, value }) => name in draft && `${draft[name]}` !== `${value}`,
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    const values = changed.map(({ name, value }) => {
      return [name, typeof value === "number" ? Number(draft[name]) : draft[name]];
    });
    if (await run(() => api.set(Object.fromEntries(values)))) setDraft({});
  };
  return (
    <Panel id="settings" title="Settings">
      <details class="fold">
        <summary>Change how Amazon behaves</summary>
        <form class="fields" onSubmit={submit}>
          {settings.map((field) => (
            <Field
              key={field.name}
              field={field}
              value={draft[field.name] ?? field.value}
              onChange={(value) => setDraft({ ...draft, [field.name]: value })}
            />
          ))}
          <div class="submit">
            <button type="submit" class="primary" aria-disabled={changed.length === 0}>
              Save
            </button>
            {changed.length > 0 && (
              <button type="button" onClick={() => setDraft({})}>
                Discard
              </button>
            )}
            {problem}
          </div>
        </form>
      </details>
    </Panel>
  );
}

interface FieldProps {
  readonly field: SettingField;
  readonly value: SettingField["value"];
  readonly onChange: (value: string | boolean) => void;
}

function Field({ field: { name, choices }, value, onChange }: FieldProps) {
  if (typeof value === "boolean") {
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />{" "}
        <code>{name}</code>
      </label>
    );
  }
  const id = `setting-${name}`;
  return (
    <div class="field">
      <label for={id}>
        <code>{name}</code>
      </label>
      {choices ? (
        <select
          id={id}
          value={`${value}`}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="number"
          step="any"
          required
          value={value}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </div>
  );
}

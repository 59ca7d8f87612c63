/** The simulator's clock, which can be moved forward. */
import { useState } from "preact/hooks";
import { api } from "./api";
import { dateOf, dayMs, duration, hourMs, secondMs, timeOf } from "./format";
import { useAction } from "./useAction";

const steps: readonly [label: string, ms: number][] = [
  ["+1 hour", hourMs],
  ["+1 day", dayMs],
  ["+30 days", 30 * dayMs],
];

export function Clock({ nowMs, aheadMs }: { nowMs: number; aheadMs: number }) {
  const { run, problem } = useAction();
  const now = new Date(nowMs).toISOString();
  return (
    <section class="panel clock" aria-labelledby="clock-title">
      <h2 id="clock-title" class="visually-hidden">
        Clock
      </h2>
      <p class="now">
        <time dateTime={now}>
          <span class="muted">{dateOf(now)}</span> {timeOf(now)}
        </time>{" "}
        <span class="muted">UTC</span>
      </p>
      <p class="muted ahead">
        {aheadMs < secondMs ? "This machine’s time" : `${duration(aheadMs)} ahead of this machine`}
      </p>
      <div class="moves">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and the heading says it. */}
        <div class="actions" role="group" aria-label="Move the clock">
          {steps.map(([label, ms]) => (
            <button key={label} type="button" onClick={() => run(() => api.moveClock(ms))}>
              {label}
            </button>
          ))}
        </div>
        <MoveForm onMove={(ms) => run(() => api.moveClock(ms))} />
      </div>
      {problem}
    </section>
  );
}

function MoveForm({ onMove }: { onMove: (ms: number) => void }) {
  const [days, setDays] = useState("");
  const [hours, setHours] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    onMove(Number(days) * dayMs + Number(hours) * hourMs);
  };
  return (
    <form class="inline" onSubmit={submit} aria-label="Move the clock by days and hours">
      <Amount unit="Days" value={days} onInput={setDays} />
      <Amount unit="Hours" value={hours} onInput={setHours} />
      <button type="submit">Move</button>
    </form>
  );
}

interface AmountProps {
  readonly unit: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

function Amount({ unit, value, onInput }: AmountProps) {
  return (
    <label>
      {unit}
      <input
        type="number"
        min="0"
        step="any"
        value={value}
        placeholder="0"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}

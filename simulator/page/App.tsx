/** The whole page. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Snapshot } from "../snapshot";
import type { Query } from "./api";
import { BetaTest } from "./BetaTest";
import { Clock } from "./Clock";
import { describeChanges } from "./describeChanges";
import { Faults } from "./Faults";
import { keepFocus } from "./focus";
import { dateOf, secondMs } from "./format";
import { GettingStarted } from "./GettingStarted";
import { Header } from "./Header";
import { Live, type Seen } from "./Live";
import { Mails } from "./Mails";
import { Requests } from "./Requests";
import { Settings } from "./Settings";
import { Skills } from "./Skills";

const pageSize = 50;
/** The address keeps what was chosen when the page is loaded again. */
const address = new URL(location.href);
const firstQuery: Query = {
  skill: address.searchParams.get("skill") ?? undefined,
  requests: pageSize,
  mails: pageSize,
};

export function App() {
  const [seen, setSeen] = useState<Seen>();
  const [query, setQuery] = useState(firstQuery);
  const live = useMemo(() => new Live(firstQuery, setSeen), []);
  const nowMs = useNow(seen);
  const snapshot = seen?.snapshot;
  const today = dateOf(new Date(nowMs).toISOString());
  const isSettled = useLater(snapshot !== undefined);
  const isDue = useMemo(() => changesByItself(snapshot, nowMs), [snapshot, nowMs]);

  const ask = (change: Partial<Query>) => {
    const next = { ...query, ...change };
    setQuery(next);
    live.ask(next);
  };
  const select = (skill: string) => {
    address.searchParams.set("skill", skill);
    history.replaceState(null, "", address);
    ask({ skill });
  };

  const chosen = snapshot?.skills.find(({ skillId }) => skillId === snapshot.chosen?.skillId);
  useEffect(() => {
    if (isDue) void live.read();
  }, [nowMs, isDue]);
  useEffect(() => keepFocus(document.body), []);

  const announcement = useAnnouncement(seen);
  return (
    <>
      <Header connection={seen?.connection ?? "connecting"} snapshot={snapshot} />
      <div class="visually-hidden" role="status" aria-live="polite" id="announcements">
        {announcement}
      </div>
      {snapshot && (
        <main id="main" tabIndex={-1} class={isSettled ? "settled" : ""}>
          <Clock nowMs={nowMs} aheadMs={snapshot.aheadMs} />
          <div class="columns">
            <div class="column">
              {snapshot.skills.length === 0 ? (
                <GettingStarted />
              ) : (
                <Skills
                  skills={snapshot.skills}
                  chosen={chosen?.skillId}
                  nowMs={nowMs}
                  onSelect={select}
                />
              )}
              {chosen && (
                <BetaTest
                  key={chosen.skillId}
                  skill={chosen}
                  testers={snapshot.chosen?.testers ?? []}
                  nowMs={nowMs}
                />
              )}
              <Mails
                today={today}
                mails={snapshot.mails}
                onMore={() => ask({ mails: query.mails + pageSize })}
              />
            </div>
            <div class="column">
              <Requests
                today={today}
                requests={snapshot.requests}
                onMore={() => ask({ requests: query.requests + pageSize })}
              />
              <Faults faults={snapshot.faults} />
              <Settings settings={snapshot.settings} />
            </div>
          </div>
        </main>
      )}
    </>
  );
}

/** The simulator's time, which advances between two snapshots, and stands still while the simulator is gone. */
function useNow(seen: Seen | undefined): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), secondMs);
    return () => clearInterval(timer);
  }, []);
  const nowMs = useRef(0);
  if (seen?.snapshot && seen.connection === "live") {
    const exactMs = Date.parse(seen.snapshot.now) + performance.now() - seen.seenAtMs;
    // In whole seconds, so that what shows it changes only then.
    nowMs.current = Math.floor(exactMs / secondMs) * secondMs;
  }
  return nowMs.current;
}

/** One render later: rows that are there from the start are no news. */
function useLater(value: boolean): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => setLater(value), [value]);
  return later;
}

/** Whether time alone changes something about now, which no message tells. */
function changesByItself(snapshot: Snapshot | undefined, nowMs: number): boolean {
  return (snapshot?.skills ?? []).some(({ status, expiryDate }) => {
    if (status === "STARTING" || status === "STOPPING") return true;
    return status === "RUNNING" && Date.parse(expiryDate ?? "") - nowMs < secondMs;
  });
}

/** What happened, at most once a second. */
function useAnnouncement(seen: Seen | undefined): string {
  const [text, setText] = useState("");
  const latest = useRef(seen);
  latest.current = seen;
  const told = useRef<Seen | undefined>(undefined);
  if (seen?.snapshot) told.current ??= seen;
  const wasLost = useRef(false);
  if (seen?.connection === "lost") wasLost.current = true;
  useEffect(() => {
    const timer = setInterval(() => {
      const [before, after] = [told.current, latest.current];
      if (!before?.snapshot || !after?.snapshot || before === after) return;
      // That it was lost is an alert of its own.
      if (after.connection === "lost") return;
      const news = wasLost.current
        ? "Connected again."
        : describeChanges(before.snapshot, after.snapshot);
      told.current = after;
      wasLost.current = false;
      if (news) setText(news);
    }, secondMs);
    return () => clearInterval(timer);
  }, []);
  return text;
}

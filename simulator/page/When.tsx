/** The cell with the time of something; with the date, if it was not today by the simulator's clock. */
import { dateOf, timeOf } from "./format";

const dayOf = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });

export function When({ at, today }: { at: string; today: string }) {
  const [date, time] = [dateOf(at), timeOf(at)];
  return (
    <td class="time">
      <time dateTime={at} title={`${date} ${time} UTC`}>
        {date === today ? time : `${dayOf.format(Date.parse(at))}, ${time.slice(0, 5)}`}
      </time>
    </td>
  );
}

/** The status of skills as a table for people, and as lines for logs. */

import { warningDays } from "../../provider/betaTest/expiry";
import { nextStatusOf } from "../../provider/betaTest/status";
import type { Output, Style } from "../console";
import { nameOf } from "../skills/ask";
import { type Cell, type Column, formatTable, printable, type Row } from "../table";
import type { SkillStatus } from "./look";

const fields: readonly (Column & { readonly cell: (status: SkillStatus) => Cell })[] = [
  {
    title: "STATUS",
    cell: ({ status }) => ({ text: status ?? "no test", style: styleOf(status) }),
  },
  {
    title: "DAYS LEFT",
    isNumber: true,
    cell: ({ daysLeft }) => ({
      text: numberOf(daysLeft),
      style: daysLeft !== null && daysLeft <= warningDays ? "yellow" : undefined,
    }),
  },
  { title: "INVITED", isNumber: true, cell: ({ invited }) => ({ text: numberOf(invited) }) },
  { title: "ACCEPTED", isNumber: true, cell: ({ accepted }) => ({ text: numberOf(accepted) }) },
  {
    title: "LEFT",
    isNumber: true,
    cell: ({ invitesRemaining }) => ({ text: numberOf(invitesRemaining) }),
  },
];

function styleOf(status: SkillStatus["status"]): Style | undefined {
  if (status === "RUNNING") return "green";
  return status && nextStatusOf(status) ? "yellow" : "dim";
}

function numberOf(value: number | null): string {
  return value === null ? "-" : String(value);
}

/** With the testers' addresses below each skill, if they were asked for. */
export function statusTable(statuses: readonly SkillStatus[], output: Output): string {
  const hasNames = statuses.some(({ name }) => name !== null);
  const names: Column[] = [...(hasNames ? [{ title: "NAME" }] : []), { title: "SKILL" }];
  const rows = statuses.map((status): Row => {
    const { name, skillId, error } = status;
    const cells = [...(hasNames ? [{ text: name ?? "-" }] : []), { text: skillId }];
    if (error !== null) return [...cells, { text: `failed: ${error}`, style: "red" }];
    return [...cells, ...fields.map(({ cell }) => cell(status))];
  });
  return formatTable([...names, ...fields], rows, output) + statuses.map(testersOf).join("");
}

function testersOf(status: SkillStatus): string {
  const { testers } = status;
  if (!testers || testers.length === 0) return "";
  const lines = testers.map(
    ({ emailId, invitationStatus = "unknown" }) =>
      `  ${printable(`${emailId}  ${invitationStatus}`)}\n`,
  );
  return `\n${printable(nameIn(status))}\n${lines.join("")}`;
}

/** One line of a log that is watched. */
export function statusLine(status: SkillStatus): string {
  return printable(lineOf(status));
}

function lineOf(status: SkillStatus): string {
  const { error, invitesRemaining, daysLeft, invited, accepted } = status;
  if (error !== null) return `${nameIn(status)} failed: ${error}`;
  const facts: [number | null, string][] = [
    [daysLeft, daysLeft === 1 ? "day left" : "days left"],
    [invited, "invited"],
    [accepted, "accepted"],
    [invitesRemaining, "invites left"],
  ];
  const known = facts.flatMap(([value, label]) => (value === null ? [] : [`${value} ${label}`]));
  return [`${nameIn(status)} ${status.status ?? "no test"}`, ...known].join(", ");
}

function nameIn({ name, skillId }: SkillStatus): string {
  return nameOf({ name: name ?? undefined, skillId });
}

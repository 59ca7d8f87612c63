/** The skills that have a beta test. One is shown in full. */
import { useState } from "preact/hooks";
import type { SkillSummary } from "../snapshot";
import { shortId } from "./format";
import { Filter, More, useShown } from "./lists";
import { Panel } from "./Panel";
import { Status, timeLeft } from "./Status";
import { Table } from "./Table";

interface SkillsProps {
  readonly skills: readonly SkillSummary[];
  readonly chosen: string | undefined;
  readonly nowMs: number;
  readonly onSelect: (skillId: string) => void;
}

export function Skills({ skills, chosen, nowMs, onSelect }: SkillsProps) {
  const [filter, setFilter] = useState("");
  const matching = skills.filter(({ skillId, status }) =>
    `${skillId} ${status}`.toLowerCase().includes(filter),
  );
  const { shown, more } = useShown(matching);
  return (
    <Panel
      id="skills"
      title="Skills"
      count={skills.length}
      actions={skills.length > 8 && <Filter label="Filter the skills" onChange={setFilter} />}
    >
      <Table
        label="List of skills"
        caption="Skills that have a beta test"
        columns={[
          { title: "Skill" },
          { title: "Status" },
          { title: "Accepted", class: "number" },
          { title: "Time left", class: "number" },
        ]}
        rows={shown.map((skill) => (
          <tr key={skill.skillId} class={skill.skillId === chosen ? "chosen" : ""}>
            <th scope="row" class="id">
              <button
                type="button"
                class="link"
                aria-current={skill.skillId === chosen ? "true" : undefined}
                title={skill.skillId}
                onClick={() => onSelect(skill.skillId)}
              >
                {shortId(skill.skillId)}
              </button>
            </th>
            <td>
              <Status status={skill.status} /> <Marks skill={skill} />
            </td>
            <td class="number">
              {skill.accepted} <span class="muted">of {skill.testers}</span>
            </td>
            <td class="number">{timeLeft(skill, nowMs) ?? <span class="muted">–</span>}</td>
          </tr>
        ))}
      >
        {more && <More {...more} noun="skill" />}
      </Table>
    </Panel>
  );
}

/** What is out of the ordinary. */
export function Marks({ skill: { account, deleted } }: { skill: SkillSummary }) {
  return (
    <>
      {account !== "default" && <span class="badge neutral">other account</span>}
      {deleted && <span class="badge bad">deleted</span>}
    </>
  );
}

/** What is said before the first change: who is mailed, how often at most, and what happens to the skill. */
import type { Inputs } from "./inputs.mts";

export interface Mails {
  readonly tester: number;
  readonly tester2: number;
}

/**
 * At most, whatever Amazon does. The first tester: an invitation by each of three starts that may be accepted, one
 * by being added again, a reminder, a request for feedback, a notice at the end, and the same two for a start after
 * the end. The second: an invitation, another by a second start, a notice of the removal. The provider invites both and ends the test.
 */
export function mostMails({ runsProvider }: Pick<Inputs, "runsProvider">): Mails {
  return runsProvider ? { tester: 11, tester2: 5 } : { tester: 9, tester2: 3 };
}

export function announce(inputs: Inputs, endpoint: string): string {
  const { skillId, tester, tester2, out, runsProvider } = inputs;
  const most = mostMails(inputs);
  const starts = runsProvider ? "two or three" : "one or two";
  return `This run asks the API at ${endpoint} about ${skillId}.

It creates, starts and ends a beta test of this skill several times: ${starts} starts.
Amazon mails ${tester} at most ${most.tester} times, and ${tester2} at most ${most.tester2} times. It mails nobody else.
In the draft, up to 500 made-up testers such as nobody-1@example.com are added and removed again: a draft
mails nobody. Where Amazon refuses such addresses, yours is used with a tag, as in ${tagged(tester)}.
If one cannot be removed, the test is not started.
At the end, and when it is interrupted, the run ends the test.${
    runsProvider ? "" : " A draft is left, which the API cannot delete."
  }
It takes some minutes, and up to an hour if Amazon is slow.
The answers are written to ${out}, without ids, addresses and tokens.
`;
}

const tagged = (address: string) => address.replace(/(\+[^@]*)?@/, "+nobody-1@");

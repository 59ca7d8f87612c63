/** Asks before a delete whether the program still declares what is to be deleted. */
import { LifecycleError } from "../betaTest/errors";
import { type Announcement, type Found, findDeclarer } from "./declarations";
import type { ProviderSession } from "./ProviderSession";

/** How long a delete waits for a program that may come to declare the same, and from one check to the next, in milliseconds. */
const maxWaitMs = 10_000;
const pauseMs = 250;

/** For messages. */
export interface Deleted {
  readonly owned: string;
  /** Such as "the beta test is not ended". */
  readonly isKept: string;
  /** Such as "the beta test". */
  readonly thing: string;
  /** Whether the program gives its resource another one, so that it need not declare this one again. */
  readonly isReplaced: boolean;
}

/**
 * Who declares it in this run, or is about to: Pulumi may delete a resource while the program is still running.
 *
 * @throws if that cannot be said in time.
 */
export async function awaitDeclarer(session: ProviderSession, deleted: Deleted): Promise<Found> {
  if (session.isDestroy) return {};
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const found = findDeclarer(session.declarations, deleted.owned);
    const { undecided } = found;
    if (!undecided) return found;
    if (waitedMs >= maxWaitMs) {
      if (undecided === "program" && deleted.isReplaced) return {};
      throw new LifecycleError(mayDeclareAgain(deleted, undecided));
    }
    await session.pause(pauseMs);
  }
}

function mayDeclareAgain({ isKept, thing }: Deleted, undecided: Announcement | "program"): string {
  const who =
    undecided === "program"
      ? "the program, which is still running,"
      : `${undecided.title} in this program, whose ${undecided.isTester ? "skillId or email" : "skillId"} is not known yet,`;
  return (
    `${isKept}, because ${who} may declare it again: ` +
    "Pulumi deletes this resource first, because another resource is being replaced. " +
    `Remove that resource from ${thing}'s \`replaceWith\` and \`replaceOnChanges\`, or declare ${thing}, with a known skillId, ` +
    `before the program awaits anything. If the program no longer declares ${thing}, or gives it another skill, ` +
    "run `pulumi up --target` on this resource first."
  );
}

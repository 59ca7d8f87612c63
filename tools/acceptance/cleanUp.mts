/** Ends what the run has started, whatever happened, and says what it left. */
import { isSuccess, quote } from "./bodies.mts";
import { awaitStatus, nameOf, pathOf, type Walk } from "./walk.mts";

export interface Remains {
  /** A sentence for the person and the report. */
  readonly text: string;
  /** Whether testers may still have access. */
  readonly isOpen: boolean;
}

type Scene = Pick<Walk, "amazon" | "skillId" | "left" | "say">;

const over = ["404", "ENDED", "IN_DRAFT"];
const maxTries = 5;
const lateStartMs = 30_000;

/** @param scene with a signal and limits of its own: the run's are used up after Ctrl-C. */
export async function cleanUp(scene: Scene): Promise<Remains> {
  if (!scene.left.hasCreated) return { text: "Nothing was changed.", isOpen: false };
  let problem = "";
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    try {
      const status = await endOnce(scene);
      if (over.includes(status)) return { text: leftBy[status] ?? "", isOpen: false };
      problem = `GET says ${status}`;
      if (!scene.left.mayBeOpen && /^\d+$/.test(status)) break;
    } catch (error) {
      problem = (error as Error).message;
    }
    if (attempt < maxTries)
      await scene.amazon.clock.sleep(2000 * 2 ** attempt, scene.amazon.signal);
  }
  return scene.left.mayBeOpen
    ? { text: `The beta test may still be running (${problem}). ${byHand}`, isOpen: true }
    : {
        text: `The beta test was never started; what it is now is unclear (${problem}).`,
        isOpen: false,
      };
}

const byHand =
  "End it by hand: in Amazon's developer console, or by `npx ask smapi end-beta-test --skill-id SKILL_ID`.";

const leftBy: Readonly<Record<string, string>> = {
  "404": "The skill has no beta test any more, as before the run.",
  ENDED: "The skill has a beta test that is ENDED. Nobody has access.",
  IN_DRAFT:
    "The skill has a beta test IN_DRAFT, which mails nobody and which Amazon's API cannot delete. Look at its testers before you start it.",
};

/** @returns in which status it left the test. */
async function endOnce(scene: Scene): Promise<string> {
  const status = await statusBeforeEnd(scene);
  if (status === "ENDED" || status === "IN_DRAFT") return status;
  if (status === "404" && !scene.left.mayBeOpen) return status;
  const isOpen = status === "RUNNING" || status === "STARTING";
  if (!isOpen && !scene.left.mayBeOpen && status !== "STOPPING") return status;
  if (status !== "STOPPING") await end(scene);
  // A status that is none will not become one.
  const limitMs = /^\d+$/.test(status) ? 0 : undefined;
  return nameOf((await awaitStatus(scene, over, limitMs)).last);
}

/** STARTING is waited out, and so is a start whose response was lost: an end would be refused. */
async function statusBeforeEnd(scene: Scene): Promise<string> {
  const first = nameOf(await scene.amazon.send("GET", pathOf(scene)));
  if (first === "STARTING") {
    scene.say("cleaning up: waiting until the test is no longer STARTING");
    return nameOf((await awaitStatus(scene, ["RUNNING", "STOPPING", ...over])).last);
  }
  if (first === "IN_DRAFT" && scene.left.mayBeOpen) {
    const { last } = await awaitStatus(scene, ["STARTING", "RUNNING"], lateStartMs);
    return nameOf(last) === "STARTING" ? statusBeforeEnd(scene) : nameOf(last);
  }
  return first;
}

/** Also where GET does not help: to a test that this run has made, an end does no harm. */
async function end(scene: Scene): Promise<void> {
  scene.say("cleaning up: ending the test");
  const response = await scene.amazon.send("POST", pathOf(scene, "/end"));
  const isThere = response.status !== 409 && response.status !== 404;
  if (!isSuccess(response) && isThere)
    throw new Error(`the end was answered with ${quote(response)}`);
}

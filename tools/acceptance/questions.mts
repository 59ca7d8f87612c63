/** Every open question about Amazon's API, in the order in which they are asked. */
import type { ApiVariants } from "../../simulator/types.ts";

interface Question {
  readonly text: string;
  /** The setting of the simulator that the answer decides. */
  readonly variant?: keyof ApiVariants;
}

const definitions = {
  foreignSkill: {
    text: "How is a skill answered that is not this account's?",
    variant: "foreignSkill",
  },
  badToken: { text: "What comes for an invalid token, and is there a `WWW-Authenticate`?" },
  createBody: { text: "Does create take a body (`feedbackEmail`), and where is its `Location`?" },
  createSeen: { text: "How soon does GET show a test that was created?" },
  draftFields: { text: "What does GET say of a draft?" },
  feedbackShown: { text: "Does GET show the `feedbackEmail` of the create?" },
  draftCreate: {
    text: "What does a create of what is already a draft do?",
    variant: "draftCreate",
  },
  updateFeedback: { text: "Can `feedbackEmail` be changed, and does GET show it?" },
  testersPerCall: { text: "How many testers fit into one call?", variant: "testersPerCall" },
  pages: { text: "How does a list of testers come in pages?" },
  invalidAddress: { text: "What does adding an invalid address together with a valid one do?" },
  addIsAtomic: { text: "Does an addition that fails add nobody?", variant: "addIsAtomic" },
  emailsAreCaseSensitive: {
    text: "Are two spellings of an address two testers?",
    variant: "emailsAreCaseSensitive",
  },
  addTester: { text: "What comes for adding a tester to a draft?" },
  addKnownToDraft: { text: "What comes for adding a tester to a draft again?" },
  start: { text: "What comes for a start, and where is its `Location`?" },
  startWhileStarting: { text: "What does a second start do while the test is STARTING?" },
  addWhileStarting: { text: "Are testers accepted while the test is STARTING?" },
  startingLasts: { text: "How long does STARTING last?" },
  runningFields: { text: "What does GET say while the test is RUNNING?" },
  startWhileRunning: { text: "What does a second start do while the test is RUNNING?" },
  addWhileRunning: { text: "What comes for adding a tester while the test is RUNNING?" },
  knownTester: {
    text: "What happens to a tester who is added again while the test is RUNNING?",
    variant: "knownTester",
  },
  reminder: { text: "What comes for a reminder, and is another one allowed then?" },
  feedbackRequest: { text: "What comes for a request for feedback?" },
  removalReturnsInvitation: {
    text: "Does a removal give its invitation back?",
    variant: "removalReturnsInvitation",
  },
  end: { text: "What comes for an end, and where is its `Location`?" },
  stoppingLasts: { text: "How long does STOPPING last?" },
  endMovesExpiry: { text: "Does the end move `expiryDate`?" },
  afterEnd: { text: "What does GET say after the end?", variant: "afterEnd" },
  secondEnd: { text: "What does a second end do?" },
  startAfterEnd: { text: "Can a test be started after its end?", variant: "startAfterEnd" },
  createAfterEnd: { text: "Can a test be created after the end?" },
  testersSurvive: { text: "Are the testers in the new test?" },
  feedbackSurvives: { text: "Is the feedback address in the new test?" },
  invitationsSurvive: { text: "How many invitations does the new test have?" },
  headers: { text: "Which headers do responses have?" },
  rateLimit: { text: "Did Amazon limit the rate?" },
  provider: { text: "Does the provider run through its life under the real engine?" },
} as const satisfies Readonly<Record<string, Question>>;

export type QuestionId = keyof typeof definitions;
export const questions: Readonly<Record<QuestionId, Question>> = definitions;
export const questionIds = Object.keys(definitions) as QuestionId[];

/** `pulumi-alexa request-feedback`: mails testers a request for feedback. */
import type { Command } from "commander";
import type { Console } from "./console";
import { mailCommand } from "./mail/options";

export function requestFeedbackCommand(console: Console): Command {
  return mailCommand(
    {
      name: "request-feedback",
      description: "ask testers who have accepted the invitation for feedback",
      all: "also ask those who have not accepted it, and so have not tried the skill",
      note: `Amazon does not say whether a tester has already been asked.
A request whose answer was lost is never repeated.`,
      kind: "feedbackRequest",
    },
    console,
  );
}

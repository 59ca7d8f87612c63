/** `pulumi-alexa request-feedback`: mails testers a request for feedback. */
import type { Command } from "commander";
import type { Console } from "./console";
import { mailCommand } from "./mail/options";

export function requestFeedbackCommand(console: Console): Command {
  return mailCommand(
    {
      name: "request-feedback",
      description: "ask testers for feedback: those who have accepted the invitation",
      all: "ask those, too, who have not accepted it, and so have not tried the skill",
      note: `Amazon says of nobody whether he was asked already.
A request whose answer was lost is never repeated.`,
      kind: "feedbackRequest",
    },
    console,
  );
}

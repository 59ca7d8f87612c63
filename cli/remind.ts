/** `pulumi-alexa remind`: mails testers their invitation again. */
import type { Command } from "commander";
import type { Console } from "./console";
import { mailCommand } from "./mail/options";

export function remindCommand(console: Console): Command {
  return mailCommand(
    {
      name: "remind",
      description: "remind testers who have not accepted their invitation",
      all: "also remind those who have accepted it",
      note: `Testers who Amazon does not allow another reminder
yet are left out. A request whose answer was lost is never repeated.`,
      kind: "reminder",
    },
    console,
  );
}

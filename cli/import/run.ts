/** Writes the program for beta tests that exist already, and says how Pulumi takes them over. */

import { existsSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Tester } from "../../provider/betaTest/BetaTest";
import { detailsOf } from "../../provider/betaTest/details";
import { distinctEmails } from "../../provider/betaTest/emails";
import { isOver } from "../../provider/betaTest/status";
import { checkInputs } from "../../provider/resource/skillBetaTest/inputs";
import { type Console, Exit, exitCodes, UsageError } from "../console";
import { type Answer, connectToSkills, type FoundTest, readBetaTest, titleOf } from "../skills/ask";
import type { Skill } from "../skills/choose";
import type { SkillOptions } from "../skills/options";
import {
  type Declaration,
  type LanguageName,
  readsRoster,
  type TesterForm,
  writeProgram,
} from "./languages";
import { resourceNames } from "./names";

export interface ImportOptions extends SkillOptions {
  readonly language: LanguageName;
  readonly out?: string;
  readonly roster?: string;
  readonly testers: TesterForm;
  readonly force: boolean;
}

/** @throws {Exit} if a skill could not be read; the program has the others. */
export async function writeImport(
  ids: readonly string[],
  options: ImportOptions,
  console: Console,
): Promise<void> {
  const { output, errors } = console;
  const { language, testers: form, force } = options;
  const files = filesOf(options, console);
  const { skills, forEachSkill } = await connectToSkills(ids, options, console);
  const answers = await forEachSkill(skills, "Looking at the beta tests", readBetaTest);
  for (const note of answers.flatMap(notesOn)) errors.write(`${note}\n`);
  const tests = declare(answers.flatMap(importable));
  if (tests.length === 0) throw new Error("There is nothing to import.");

  const commands = tests.map(importCommand);
  const head = ["Before the first `pulumi up`, once:", ...commands.map((line) => `  ${line}`)];
  const program = writeProgram(language, tests, head, form, files.rosterInProgram);
  if (files.roster) write(files.roster, rosterOf(tests), force);
  if (files.program) {
    write(files.program, program, force);
    output.write(`${commands.join("\n")}\n`);
    errors.write(
      `Wrote ${files.program}. Run these lines in the folder of the Pulumi project; then ${outcome[form]}.\n`,
    );
  } else output.write(program);
  if (language === "typescript") errors.write(`${noteOnDynamicResource}\n`);
  if (answers.some((answer) => "error" in answer)) throw new Exit(exitCodes.failed);
}

/** What follows the import of the tests. */
const outcome: Readonly<Record<TesterForm, string>> = {
  list: "`pulumi preview` shows no changes",
  resources:
    "`pulumi up` takes over the testers, who are in the test already: nobody is mailed. The names of their resources show the addresses",
};

const noteOnDynamicResource =
  'If you import "pulumi-alexa" instead of "pulumi-alexa/plugin", skip the `pulumi import` lines: ' +
  "the next `pulumi up` adopts the tests that match the program.";

interface Files {
  readonly program?: string | undefined;
  readonly roster?: string | undefined;
  /** As the program names it, which runs in its own folder. */
  readonly rosterInProgram?: string | undefined;
}

/** @throws if a file may not be written. */
function filesOf({ language, out, roster, force }: ImportOptions, { folder }: Console): Files {
  const program = out === undefined ? undefined : resolve(folder, out);
  if (program && !force) checkFree(program);
  if (roster === undefined) return { program };
  if (!readsRoster(language)) {
    throw new UsageError("--roster works with typescript and python: no other program reads it.");
  }
  const csv = resolve(folder, roster);
  if (!force) checkFree(csv);
  const rosterInProgram = relative(program ? dirname(program) : folder, csv).replaceAll("\\", "/");
  return { program, roster: csv, rosterInProgram };
}

type Found = Extract<Answer<FoundTest | undefined>, { value: unknown }> & { value: FoundTest };

/** Whoever declares an ended test wants a new one. */
function importable(answer: Answer<FoundTest | undefined>): Found[] {
  if (!("value" in answer) || !answer.value) return [];
  const { status } = answer.value.betaTest;
  return isOver(status) ? [] : [{ ...answer, value: answer.value }];
}

/** Why a skill is not in the program, and what to know of one that is. */
function notesOn(answer: Answer<FoundTest | undefined>): string[] {
  const title = titleOf(answer.skill);
  if ("error" in answer) return [`${title}: failed: ${answer.error.message}`];
  const status = answer.value?.betaTest.status;
  if (answer.value && !isOver(status)) {
    const draft = `${title} is a draft, and stays one until you take desiredStatus out of the program.`;
    return [...(status === "IN_DRAFT" ? [draft] : []), ...refusals(answer.skill, answer.value)];
  }
  const why = status === undefined ? "has no beta test" : `has a beta test that is ${status}`;
  return [
    `${title} ${why}, so there is nothing to import; if a program declares this skill, \`pulumi up\` creates and starts a new test.`,
  ];
}

/** Amazon may have taken what no program can declare, from before a rule or by another way. */
function refusals(skill: Skill, { betaTest, testers }: FoundTest): string[] {
  const inputs = { skillId: skill.skillId, ...detailsOf(betaTest), testers: emailsOf(testers) };
  return checkInputs(inputs).map(
    ({ property, reason }) =>
      `${titleOf(skill)}: \`pulumi preview\` will refuse the program, because ${reason}. ` +
      `Correct it at Amazon, or leave ${property.replace(/\[.*/, "")} out of the program, which then does not manage it.`,
  );
}

function emailsOf(testers: readonly Tester[]): string[] {
  return distinctEmails(testers.map(({ emailId }) => emailId));
}

function declare(found: readonly Found[]): Declaration[] {
  const names = resourceNames(found.map(({ skill }) => skill));
  return found.map(({ skill: { skillId }, value: { betaTest, testers } }, index) => ({
    name: names[index] ?? skillId,
    skillId,
    details: detailsOf(betaTest),
    testers: emailsOf(testers),
    isDraft: betaTest.status === "IN_DRAFT",
  }));
}

function importCommand({ name, skillId }: Declaration): string {
  return `pulumi import alexa:index:SkillBetaTest ${name} ${skillId} --protect=false --generate-code=false --yes`;
}

/** Its columns are what the programs read. */
function rosterOf(tests: readonly Declaration[]): string {
  const rows = tests.flatMap(({ name, testers }) => testers.map((email) => `${name},${email}\n`));
  if (rows.some((row) => !/^[^,"\n]*,[^,"\r\n]*\n$/.test(row))) {
    throw new Error("A tester's address has a comma, a quote or a line break: leave out --roster.");
  }
  return `test,email\n${rows.join("")}`;
}

function checkFree(file: string): void {
  if (existsSync(file)) throw new Error(`${file} exists already: --force replaces it.`);
}

function write(file: string, content: string, force: boolean): void {
  try {
    writeFileSync(file, content, { flag: force ? "w" : "wx" });
  } catch (error) {
    throw new Error(`${file} cannot be written: ${(error as Error).message}.`);
  }
}

/** Programs that declare beta tests, in the languages of Pulumi. They use the plugin, which can import. */
import type { Details } from "../../provider/betaTest/details";
import { language as schemaLanguages } from "../../provider/schema.json";

/** A beta test as Amazon has it now. */
export interface Declaration {
  readonly name: string;
  readonly skillId: string;
  readonly details: Details;
  /** Nobody is the same as not managed: an import says nothing of an empty list, and the program must not, either. */
  readonly testers: readonly string[];
  readonly isDraft: boolean;
}

/** As it is written. */
interface Written extends Declaration {
  /** The testers who are resources of their own, and in no list. */
  readonly asResources: readonly string[];
}

/** The testers of a test as its list, or each as a resource, which leaves those of other programs alone. */
export type TesterForm = "list" | "resources";

interface Language {
  /** What a line of a comment begins with. */
  readonly comment: string;
  /** @param roster the CSV file that the program reads the testers from, if any; its columns are `test` and `email`. */
  write(tests: readonly Written[], roster: string | undefined): string;
  readonly readsRoster?: true;
}

/** Of JSON, which is what a string in double quotes is in all of these languages. */
const text = (value: string): string => JSON.stringify(value);

/** What the program calls the test, if its testers refer to it. */
const variableOf = (tests: readonly Declaration[], test: Declaration) =>
  tests.length === 1 ? "betaTest" : `betaTest${tests.indexOf(test) + 1}`;

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const pascalCase = (name: string) => name.replace(/^./, (letter) => letter.toUpperCase());

const typescript: Language = {
  comment: "//",
  readsRoster: true,
  write(tests, roster) {
    const listOfTesters = (name: string, testers: readonly string[], indent: string) =>
      roster ? `testersOf(${text(name)})` : listOf(testers, indent, "  ");
    const declarations = tests.map((test) => {
      const { name, testers, asResources } = test;
      const declaration = block("new alexa.SkillBetaTest(", `${text(name)}, {`, "});", "  ", [
        `skillId: ${text(test.skillId)},`,
        ...Object.entries(test.details).map(([name, value]) => `${name}: ${text(value)},`),
        testers.length > 0 && `testers: ${listOfTesters(name, testers, "  ")},`,
        test.isDraft && 'desiredStatus: "IN_DRAFT",',
      ]);
      if (asResources.length === 0) return declaration;
      const variable = variableOf(tests, test);
      return `const ${variable} = ${declaration}for (const email of ${listOfTesters(name, asResources, "")}) {
  new alexa.SkillBetaTester(\`${name}-\${email}\`, { skillId: ${variable}.skillId, email });
}
`;
    });
    const reading = `import { readFileSync } from "node:fs";
import * as alexa from "pulumi-alexa/plugin";

const tests = [${tests.map(({ name }) => text(name)).join(", ")}];

/** A line for each tester, after the header. */
const [header, ...roster] = readFileSync(${text(roster ?? "")}, "utf8")
  .trim()
  .split(/\\r?\\n/)
  .map((line) => line.split(",").map((cell) => cell.trim()));

// Whoever is not read would lose access.
roster.forEach((row, index) => {
  if (String(header) !== "test,email" || row.length !== 2 || !tests.includes(row[0] ?? "")) {
    const place = ${text(`${roster ?? ""}, line `)} + (index + 2);
    throw new Error(place + ': expected one of the tests and an address, below a first line "test,email".');
  }
});

function testersOf(test: string): string[] {
  const testers = roster.flatMap(([name, email = ""]) => (name === test ? [email] : []));
  if (testers.length === 0) throw new Error(${text(`${roster ?? ""} has no testers for `)} + test);
  return testers;
}
`;
    const head = roster ? reading : 'import * as alexa from "pulumi-alexa/plugin";\n';
    return [head, ...declarations].join("\n");
  },
};

const yaml: Language = {
  comment: "#",
  write(tests) {
    // What Pulumi would take for an expression.
    const plain = (value: string) => text(value).replaceAll("${", () => "$${");
    const testersOf = ({ name, asResources }: Written) =>
      asResources
        .map(
          (email) =>
            `  ${plain(`${name}-${email}`)}:\n    type: alexa:SkillBetaTester\n    properties:\n` +
            `      skillId: \${${name}.skillId}\n      email: ${plain(email)}\n`,
        )
        .join("");
    const resources = tests.map((test) =>
      block(`  ${text(test.name)}:`, "", testersOf(test), "      ", [
        `skillId: ${plain(test.skillId)}`,
        ...Object.entries(test.details).map(([name, value]) => `${name}: ${plain(value)}`),
        test.testers.length > 0 &&
          ["testers:", ...test.testers.map((email) => `        - ${plain(email)}`)].join("\n"),
        test.isDraft && "desiredStatus: IN_DRAFT",
      ]).replace(":\n", ":\n    type: alexa:SkillBetaTest\n    properties:\n"),
    );
    return `name: beta-tests\nruntime: yaml\nresources:\n${resources.join("").replace(/\n+/g, "\n")}`;
  },
};

const python: Language = {
  comment: "#",
  readsRoster: true,
  write(tests, roster) {
    const listOfTesters = (name: string, testers: readonly string[], indent: string) =>
      roster ? `testers_of(${text(name)})` : listOf(testers, indent, "    ");
    const declarations = tests.map((test) => {
      const { name, testers, asResources } = test;
      const declaration = block("alexa.SkillBetaTest(", "", ")", "    ", [
        `${text(name)},`,
        `skill_id=${text(test.skillId)},`,
        ...Object.entries(test.details).map(
          ([name, value]) => `${snakeCase(name)}=${text(value)},`,
        ),
        testers.length > 0 && `testers=${listOfTesters(name, testers, "    ")},`,
        test.isDraft && "desired_status=alexa.DesiredStatus.IN_DRAFT,",
      ]);
      if (asResources.length === 0) return declaration;
      const variable = snakeCase(variableOf(tests, test));
      return `${variable} = ${declaration}for email in ${listOfTesters(name, asResources, "")}:
    alexa.SkillBetaTester(f"${name}-{email}", skill_id=${variable}.skill_id, email=email)
`;
    });
    const reading = `import pulumi_alexa as alexa

tests = [${tests.map(({ name }) => text(name)).join(", ")}]

with open(${text(roster ?? "")}, encoding="utf-8-sig") as file:
    lines = [[cell.strip() for cell in line.split(",")] for line in file.read().strip().splitlines()]

# Whoever is not read would lose access.
for number, row in enumerate(lines[1:], start=2):
    if lines[0] != ["test", "email"] or len(row) != 2 or row[0] not in tests:
        place = f"the roster, line {number}"
        raise ValueError(f'{place}: expected one of the tests and an address, below a first line "test,email"')


def testers_of(test: str) -> list[str]:
    testers = [row[1] for row in lines[1:] if row[0] == test]
    if not testers:
        raise ValueError(f"the roster has no testers for {test}")
    return testers

`;
    return [roster ? reading : "import pulumi_alexa as alexa\n", ...declarations].join("\n");
  },
};

const go: Language = {
  comment: "//",
  write(tests) {
    const string = (value: string) => `pulumi.String(${text(value)})`;
    const declarations = tests.map((test) => {
      const testers = `pulumi.StringArray{\n${test.testers.map((email) => `\t\t\t\t${string(email)},\n`).join("")}\t\t\t}`;
      const fields: (readonly [string, string | false])[] = [
        ["SkillId", string(test.skillId)],
        ...Object.entries(test.details).map(
          ([name, value]) => [pascalCase(name), string(value)] as const,
        ),
        ["Testers", test.testers.length > 0 && testers],
        ["DesiredStatus", test.isDraft && "alexa.DesiredStatusInDraft"],
      ];
      const lines = fields.flatMap(([name, value]) =>
        value ? [`\t\t\t${name}: ${value},\n`] : [],
      );
      const args = `ctx, ${text(test.name)}, &alexa.SkillBetaTestArgs{\n${lines.join("")}\t\t}`;
      if (test.asResources.length === 0)
        return `\t\tif _, err := alexa.NewSkillBetaTest(${args}); err != nil {
\t\t\treturn err
\t\t}
`;
      const variable = variableOf(tests, test);
      const emails = test.asResources.map((email) => `\t\t\t${text(email)},\n`).join("");
      return `\t\t${variable}, err := alexa.NewSkillBetaTest(${args})
\t\tif err != nil {
\t\t\treturn err
\t\t}
\t\tfor _, email := range []string{\n${emails}\t\t} {
\t\t\tif _, err := alexa.NewSkillBetaTester(ctx, ${text(`${test.name}-`)}+email, &alexa.SkillBetaTesterArgs{
\t\t\t\tSkillId: ${variable}.SkillId,
\t\t\t\tEmail:   pulumi.String(email),
\t\t\t}); err != nil {
\t\t\t\treturn err
\t\t\t}
\t\t}
`;
    });
    return `package main

import (
\t"${schemaLanguages.go.importBasePath}"

\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
\tpulumi.Run(func(ctx *pulumi.Context) error {
${declarations.join("")}\t\treturn nil
\t})
}
`;
  },
};

const java: Language = {
  comment: "//",
  write(tests) {
    const indent = "              ";
    const declarations = tests.map((test) => {
      const testers = test.testers.map((email) => `\n${indent}        ${text(email)}`).join(",");
      const calls = [
        `.skillId(${text(test.skillId)})`,
        ...Object.entries(test.details).map(([name, value]) => `.${name}(${text(value)})`),
        test.testers.length > 0 && `.testers(${testers})`,
        test.isDraft && ".desiredStatus(DesiredStatus.InDraft)",
        ".build());",
      ].filter(Boolean);
      const built = calls.map((call) => `${indent}    ${call}\n`).join("");
      const made = `new SkillBetaTest(\n${indent}${text(test.name)},\n${indent}SkillBetaTestArgs.builder()\n${built}`;
      if (test.asResources.length === 0) return `          ${made}`;
      const variable = variableOf(tests, test);
      const emails = test.asResources.map((email) => `\n${indent}${text(email)}`).join(",");
      return `          var ${variable} = ${made}          for (var email : List.of(${emails})) {
            new SkillBetaTester(
                ${text(`${test.name}-`)} + email,
                SkillBetaTesterArgs.builder().skillId(${variable}.skillId()).email(email).build());
          }
`;
    });
    const hasTesters = tests.some(({ asResources }) => asResources.length > 0);
    const testerImports = hasTesters
      ? "import com.pulumi.alexa.SkillBetaTester;\nimport com.pulumi.alexa.SkillBetaTesterArgs;\n"
      : "";
    const listImport = hasTesters ? "import java.util.List;\n" : "";
    const status = tests.some(({ isDraft }) => isDraft)
      ? "import com.pulumi.alexa.enums.DesiredStatus;\n"
      : "";
    return `package betatest;

import com.pulumi.Pulumi;
import com.pulumi.alexa.SkillBetaTest;
import com.pulumi.alexa.SkillBetaTestArgs;
${testerImports}${status}${listImport}
public class App {
  public static void main(String[] args) {
    Pulumi.run(
        ctx -> {
${declarations.join("")}        });
  }
}
`;
  },
};

const written: Readonly<Record<TesterForm, (test: Declaration) => Written>> = {
  list: (test) => ({ ...test, asResources: [] }),
  resources: (test) => ({ ...test, testers: [], asResources: test.testers }),
};

const writers = { typescript, yaml, python, go, java };

export type LanguageName = keyof typeof writers;

/** @param head lines of a comment at the top. */
export function writeProgram(
  language: LanguageName,
  tests: readonly Declaration[],
  head: readonly string[],
  form: TesterForm,
  roster?: string,
): string {
  const { comment, write } = writers[language];
  const lines = head.map((line) => `${comment} ${line}`);
  return `${lines.join("\n")}\n\n${write(tests.map(written[form]), roster)}`;
}

export function readsRoster(language: LanguageName): boolean {
  const writer: Language = writers[language];
  return writer.readsRoster === true;
}

/** A list with an element a line. @param indent of the line that it begins in. */
function listOf(values: readonly string[], indent: string, step: string): string {
  return `[\n${values.map((value) => `${indent}${step}${text(value)},\n`).join("")}${indent}]`;
}

/** Lines between a first and a last one; those that are not there are left out. */
function block(
  call: string,
  first: string,
  last: string,
  indent: string,
  lines: readonly (string | false | undefined)[],
): string {
  const body = lines.flatMap((line) => (line ? [`${indent}${line}\n`] : []));
  return `${call}${first}\n${body.join("")}${last}\n`;
}

/** The examples of docs/examples in the form of Pulumi's registry, whose generators give each SDK those of its language. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Each is a folder with a program in YAML, from which `make schema` converts the other languages. */
export const useCases = {
  SkillBetaTest: [
    "running-test",
    "secret-testers",
    "draft",
    "adopt-running-test",
    "second-account",
  ],
  SkillBetaTester: ["one-tester", "secret-tester"],
  getSkillBetaTest: ["other-teams-test"],
};

/** The programs of a use case: the file that Pulumi's converter writes, by the name of its language in the registry. */
export const programs = {
  typescript: "index.ts",
  python: "__main__.py",
  csharp: "Program.cs",
  go: "main.go",
  java: "App.java",
  yaml: "Pulumi.yaml",
};

export const examplesFolder = join(import.meta.dirname, "../docs/examples");

/** What stands below the description of a resource or function. */
export function examplesOf(names: readonly string[]): string {
  const examples = names.map(exampleOf).join("\n");
  return `\n\n{{% examples %}}\n## Example Usage\n${examples}\n{{% /examples %}}\n`;
}

/** A use case in the form of the registry's own pages, where the reader chooses a language. */
export function chooserOf(name: string): string {
  const blocks = blocksOf(name);
  const languages = Object.keys(blocks).join(",");
  const choices = Object.entries(blocks).map(
    ([language, block]) =>
      `{{% choosable language ${language} %}}\n\n${block}\n\n{{% /choosable %}}\n`,
  );
  return `{{< chooser language "${languages}" >}}\n${choices.join("\n")}\n{{< /chooser >}}\n`;
}

function exampleOf(name: string): string {
  const blocks = Object.values(blocksOf(name)).join("\n");
  return `{{% example %}}\n### ${partsOf(name).title}\n\n${blocks}\n{{% /example %}}`;
}

/** The programs of a use case, by language. */
function blocksOf(name: string): Record<string, string> {
  const folder = join(examplesFolder, name);
  const textOf = (language: string, file: string) =>
    language === "yaml" ? partsOf(name).yaml : readFileSync(join(folder, file), "utf8");
  return Object.fromEntries(
    Object.entries(programs)
      // A new one is not converted yet when the schema, which the converters read, is first written.
      .filter(([, file]) => existsSync(join(folder, file)))
      .map(([language, file]) => [language, fence(language, textOf(language, file))]),
  );
}

/** What the program in YAML does, and the program itself. */
function partsOf(name: string): { title: string; yaml: string } {
  const text = readFileSync(join(examplesFolder, name, programs.yaml), "utf8");
  const [, title, yaml = ""] = /^description: "?(.*?)"?\nruntime: yaml\n(.*)$/ms.exec(text) ?? [];
  if (!title) throw new Error(`docs/examples/${name}: no description before "runtime: yaml"`);
  return { title, yaml };
}

function fence(language: string, program: string): string {
  return `\`\`\`${language}\n${program.trim()}\n\`\`\``;
}

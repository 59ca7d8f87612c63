/** The examples of docs/examples in the form of Pulumi's registry, whose generators give each SDK those of its language. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Each is a folder with a program in YAML, from which `make schema` converts the other languages. */
export const useCases = {
  resource: ["running-test", "secret-testers", "draft", "adopt-running-test", "second-account"],
  function: ["other-teams-test"],
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

function exampleOf(name: string): string {
  const read = (file: string) => readFileSync(join(examplesFolder, name, file), "utf8");
  const [, title, yaml] =
    /^description: "?(.*?)"?\nruntime: yaml\n(.*)$/ms.exec(read(programs.yaml)) ?? [];
  if (!title) throw new Error(`docs/examples/${name}: no description before "runtime: yaml"`);
  const blocks = Object.entries(programs)
    // A new one is not converted yet when the schema, which the converters read, is first written.
    .filter(([, file]) => existsSync(join(examplesFolder, name, file)))
    .map(([language, file]) => fence(language, language === "yaml" ? yaml : read(file)));
  return `{{% example %}}\n### ${title}\n\n${blocks.join("\n")}\n{{% /example %}}`;
}

function fence(language: string, program = ""): string {
  return `\`\`\`${language}\n${program.trim()}\n\`\`\``;
}

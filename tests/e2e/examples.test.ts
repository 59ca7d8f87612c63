/** The programs of docs/examples, which the schema shows: Amazon sees the same of each in every language. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { simulatedAccounts } from "../../simulator/accounts";
import { examplesFolder, programs, useCases } from "../../tools/schemaExamples.mts";
import { downloadLimit, run } from "../helpers/command";
import {
  goEnvironment,
  goTools,
  installGoSdk,
  installJavaSdk,
  installPythonSdk,
  isRunnable,
  javaTools,
  linkNodePackages,
  pulumiIn,
  pythonTools,
} from "../helpers/languages";
import { copyExample, pulumiHomeWithPlugin } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

interface Language {
  readonly name: keyof typeof programs;
  readonly needs?: readonly (readonly string[])[];
  /** Where the program of a use case lies, if not in the folder of its project. */
  readonly source?: (useCase: string) => string;
  /** Compiles all programs at once, and installs what they import. */
  readonly prepare?: () => Promise<void>;
  /** What runs the compiled program of a use case. */
  readonly options?: (useCase: string) => Record<string, string | boolean>;
}

const languages: readonly Language[] = [
  { name: "yaml" },
  { name: "typescript", prepare: prepareTypeScript, options: () => ({ typescript: false }) },
  { name: "python", needs: pythonTools, prepare: () => installPythonSdk(workshop) },
  { name: "go", needs: goTools, prepare: prepareGo, options: (it) => ({ binary: `../bin/${it}` }) },
  {
    name: "java",
    needs: javaTools,
    source: (useCase) => `src/main/java/${javaPackage(useCase)}/App.java`,
    prepare: prepareJava,
    options: (useCase) => ({ binary: `../${useCase}.jar` }),
  },
];

interface Expectation {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly before?: (simulator: TestSimulator) => Promise<unknown>;
  readonly after: (simulator: TestSimulator, project: string) => Promise<void>;
}

const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
const expectations: Record<string, Expectation> = {
  "running-test": {
    async after(simulator) {
      expect(await simulator.mails()).toEqual([
        "invitation ada@example.com",
        "invitation grace@example.com",
      ]);
    },
  },
  "secret-testers": {
    async after(simulator, project) {
      const testers = ["ada@example.com", "grace@example.com"];
      expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers });
      expect(stateIn(project)).toContain("testers");
      expect(stateIn(project)).not.toContain("ada@example.com");
    },
  },
  "one-tester": {
    async after(simulator, project) {
      const testers = ["ada@example.com"];
      expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers });
      expect(await simulator.mails()).toEqual(["invitation ada@example.com"]);
      expect(stateIn(project)).toContain('"invitationStatus":"NOT_ACCEPTED"');
    },
  },
  "secret-tester": {
    before: (simulator) => simulator.change(skillId, { status: "RUNNING" }),
    async after(simulator, project) {
      expect(await simulator.mails()).toEqual(["invitation ada@example.com"]);
      expect(stateIn(project)).not.toContain("ada@example.com");
    },
  },
  draft: {
    async after(simulator) {
      const draft = { status: "IN_DRAFT", testers: ["ada@example.com"] };
      expect(await simulator.skill(skillId)).toMatchObject(draft);
      expect(await simulator.mails()).toEqual([]);
    },
  },
  "adopt-running-test": {
    before: (simulator) =>
      simulator.change(skillId, { status: "RUNNING", testers: ["grace@example.com"] }),
    async after(simulator) {
      expect((await simulator.mails()).sort()).toEqual([
        "access end grace@example.com",
        "invitation ada@example.com",
      ]);
    },
  },
  "second-account": {
    secrets: { otherToken: simulatedAccounts.other.accessToken },
    before: (simulator) => simulator.setSkill(skillId, { account: "other" }),
    async after(simulator, project) {
      expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
      expect(stateIn(project)).not.toContain(simulatedAccounts.other.accessToken);
    },
  },
  "other-teams-test": {
    before: (simulator) => simulator.change(skillId, { status: "RUNNING" }),
    async after(simulator, project) {
      expect((await simulator.requests()).every((it) => it.startsWith("GET"))).toBe(true);
      expect(stateIn(project)).toContain('"status":"RUNNING"');
    },
  },
};

let workshop: string;
let home: string;
beforeEach(() => {
  workshop = mkdtempSync(join(tmpdir(), "pulumi-alexa-examples-"));
  home = pulumiHomeWithPlugin(join(workshop, "pulumi-home"));
});
afterEach(() => rmSync(workshop, { recursive: true, force: true }));

test.each(languages.filter(({ name, needs }) => isRunnable(`docs/examples in ${name}`, needs)))(
  "every example does in $name what it says",
  async ({ name, source, prepare, options }) => {
    for (const useCase of Object.keys(expectations)) layOut(useCase, name, source, options);
    await prepare?.();
    await Promise.all(Object.entries(expectations).map(runExample));
  },
  downloadLimit,
);

test("every example is one of these", () => {
  const shown = Object.values(useCases).flat();
  expect(shown.sort()).toEqual(Object.keys(expectations).sort());
  const folders = readdirSync(examplesFolder).filter((name) => !name.startsWith("."));
  expect(folders.sort()).toEqual(shown);
});

/** A project with the program that the schema shows. */
function layOut(
  useCase: string,
  language: keyof typeof programs,
  source = (it: string) => `${it}/${programs[language]}`,
  options: Language["options"] = () => ({}),
): void {
  const project = join(workshop, useCase);
  mkdirSync(project);
  const program = readFileSync(join(examplesFolder, useCase, programs[language]), "utf8");
  const target = join(workshop, source(useCase));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, program.replace("generated_program", javaPackage(useCase)));

  const runtime = { name: runtimes[language] ?? language, options: options(useCase) };
  const manifest =
    language === "yaml" ? program : `name: ${useCase}\nruntime: ${JSON.stringify(runtime)}\n`;
  writeFileSync(join(project, "Pulumi.yaml"), manifest);
}
const runtimes: Partial<Record<keyof typeof programs, string>> = { typescript: "nodejs" };

async function runExample([useCase, { secrets = {}, before, after }]: [
  string,
  Expectation,
]): Promise<void> {
  const simulator = await startTestSimulator({ transitionDelayMs: 100 });
  try {
    await before?.(simulator);
    const project = join(workshop, useCase);
    const pulumi = pulumiIn(project, home, environmentFor(simulator.url), workshop);
    await pulumi("stack", "init", "test");
    for (const [key, value] of Object.entries(secrets)) {
      await pulumi("config", "set", "--secret", key, value);
    }
    await pulumi("up", "--skip-preview", "--yes");
    await after(simulator, project);
  } finally {
    await simulator.close();
  }
}

function stateIn(project: string): string {
  return readFileSync(
    join(project, ".pulumi/stacks", `${project.split("/").at(-1)}/test.json`),
    "utf8",
  );
}

async function prepareTypeScript(): Promise<void> {
  await linkNodePackages(workshop);
  const compilerOptions = {
    module: "nodenext",
    target: "es2022",
    strict: true,
    skipLibCheck: true,
  };
  writeFileSync(join(workshop, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  await run("tsc", ["--project", workshop], { cwd: workshop });
}

async function prepareGo(): Promise<void> {
  copyExample("go/go.mod", join(workshop, "go.mod"));
  await installGoSdk(workshop);
  await run("go", ["build", "-o", "bin/", "./..."], { cwd: workshop, env: goEnvironment() });
}

/** One compilation, and an archive for each program that names its class and the libraries. */
async function prepareJava(): Promise<void> {
  copyExample("java/pom.xml", join(workshop, "pom.xml"));
  await installJavaSdk(workshop);
  const classpath = join(workshop, "classpath");
  const maven = ["compile", "dependency:build-classpath", `-Dmdep.outputFile=${classpath}`];
  await run("mvn", maven, { cwd: workshop });
  const libraries = readFileSync(classpath, "utf8").split(":");
  for (const useCase of Object.keys(expectations)) {
    const paths = [`${workshop}/target/classes/`, ...libraries].join(" ");
    // A line of a manifest has at most 72 bytes.
    const lines = [`Main-Class: ${javaPackage(useCase)}.App`, `Class-Path: ${paths}`].map((line) =>
      line.replace(/.{70}/g, "$&\n "),
    );
    const manifest = join(workshop, `${useCase}.txt`);
    writeFileSync(manifest, `${lines.join("\n")}\n`);
    await run("jar", ["--create", "--file", `${useCase}.jar`, "--manifest", manifest], {
      cwd: workshop,
    });
  }
}

function javaPackage(useCase: string): string {
  return useCase.replaceAll("-", "");
}

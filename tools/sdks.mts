/** Packs the SDKs of other languages as the files of a release, into the folder release/: `make sdks`. */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { run } from "./run.mts";

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The folder in each archive: pip expects the version in its name, and the other two are named by programs. */
const folders = {
  python: `pulumi_alexa-${version}`,
  go: "pulumi-alexa-sdk-go",
  dotnet: "pulumi-alexa-sdk-dotnet",
};

if (import.meta.main) {
  const release = join(root, "release");
  mkdirSync(release, { recursive: true });
  const files = (["python", "go", "dotnet"] as const).map((it) => packArchive(it, release));
  if (spawnSync("mvn", ["--version"]).status === 0) files.push(...packJava(release));
  else console.log("sdks: mvn is missing here, and the SDK of Java is left out");
  for (const file of files) console.log(`sdks: release/${basename(file)}`);
}

export function packArchive(language: keyof typeof folders, target: string): string {
  const folder = folders[language];
  const name = language === "python" ? folder : `${folder}-${version}`;
  const archive = join(target, `${name}.tar.gz`);
  return inDraft(language, folder, (draft) => {
    run("tar", ["-czf", archive, "-C", join(draft, ".."), folder]);
    return archive;
  });
}

/** What Maven installs: the archive, what it depends on, and what an editor shows of it. */
export function packJava(target: string, mavenOptions: readonly string[] = []): string[] {
  const files = [".jar", ".pom", "-sources.jar"].map((it) => join(target, `alexa-${version}${it}`));
  const [jar = "", pom = "", sources = ""] = files;
  return inDraft("java", "java", (draft) => {
    run("mvn", ["--quiet", "--batch-mode", ...mavenOptions, "--file", draft, "package"]);
    copyFileSync(join(draft, `target/alexa-${version}.jar`), jar);
    copyFileSync(join(draft, "pom.xml"), pom);
    run("jar", ["--create", "--file", sources, "-C", join(draft, "src/main/java"), "."]);
    return files;
  });
}

/** Works on a copy of the SDK under this name, without what is there for git. */
function inDraft<T>(language: string, name: string, work: (draft: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-sdk-"));
  try {
    const draft = join(folder, name);
    const isWanted = (path: string) => !basename(path).startsWith(".git");
    cpSync(join(root, "sdk", language), draft, { recursive: true, filter: isWanted });
    return work(draft);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

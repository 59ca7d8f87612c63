/**
 * Which resource of a run of Pulumi declares which skill. A skill has one beta test, so who deletes a resource
 * has to know whether another one stands for the same test now.
 *
 * The engine asks `check` of every resource that the program declares, and of no other: not in `destroy` and
 * `refresh`, with the program or without. Deletes come after that. But a run can have several providers, each
 * a process of its own: the plugin and the dynamic resource, and one for each explicit Provider. So what each
 * was told stands in a file that the others read, named after the engine that they all have in common.
 */
import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A resource as the program declares it. */
export interface Declaration {
  readonly skillId: string;
  /** What tells this resource from every other of the run. */
  readonly id: string;
  /** What its author calls it. */
  readonly name: string;
}

export interface Declarations {
  /** Takes the place of what the same resource declared before. */
  declare(declaration: Declaration): void;
  /** Who declares the skill, in any provider of the run. */
  of(skillId: string): Declaration[];
}

/** Those of one process. */
export class OwnDeclarations implements Declarations {
  private readonly byId = new Map<string, Declaration>();

  declare(declaration: Declaration): void {
    this.byId.set(declaration.id, declaration);
  }

  of(skillId: string): Declaration[] {
    return [...this.byId.values()].filter((declaration) => declaration.skillId === skillId);
  }
}

/** Those of every provider that the engine at `engineAddress` runs. */
export class SharedDeclarations implements Declarations {
  private readonly own = new OwnDeclarations();
  private readonly folder: string;
  private readonly run: string;
  private readonly file: string;
  private isThere = false;

  constructor(
    engineAddress: string,
    { pid = process.pid, parent = tmpdir() }: { pid?: number; parent?: string } = {},
  ) {
    this.folder = join(parent, `pulumi-alexa-${userInfo().uid}`);
    this.run = engineAddress.replace(/[^\w.-]/g, "_");
    this.file = join(this.folder, `${this.run}@${pid}`);
  }

  declare(declaration: Declaration): void {
    this.own.declare(declaration);
    if (!this.isThere) this.begin();
    appendFileSync(this.file, `${JSON.stringify(declaration)}\n`, { mode: 0o600 });
  }

  of(skillId: string): Declaration[] {
    const others = this.files()
      .filter((name) => name.startsWith(`${this.run}@`) && join(this.folder, name) !== this.file)
      .filter((name) => isAlive(processOf(name)))
      .flatMap((name) => read(join(this.folder, name)).of(skillId));
    return [...this.own.of(skillId), ...others];
  }

  private begin(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    assertOwn(this.folder);
    // A process that was killed could not remove its own.
    for (const name of this.files()) {
      if (!isAlive(processOf(name))) rmSync(join(this.folder, name), { force: true });
    }
    rmSync(this.file, { force: true });
    process.once("exit", () => rmSync(this.file, { force: true }));
    this.isThere = true;
  }

  private files(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }
}

/** Where others can write, they could have a test ended or kept. */
function assertOwn(folder: string): void {
  const { uid } = userInfo();
  const entry = lstatSync(folder);
  const isOwn = uid < 0 || (entry.uid === uid && (entry.mode & 0o077) === 0);
  if (entry.isDirectory() && isOwn) return;
  throw new Error(
    `${folder} must be a folder of this user alone: remove it, or set TMPDIR to another folder.`,
  );
}

function read(file: string): Declarations {
  const declarations = new OwnDeclarations();
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // It has ended meanwhile.
  }
  // The last line may be half written.
  for (const line of text.split("\n").slice(0, -1)) declarations.declare(JSON.parse(line));
  return declarations;
}

function processOf(name: string): number {
  return Number(name.slice(name.lastIndexOf("@") + 1));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Which resource of a run declares which skill. A skill has one beta test, so before a resource is deleted, its
 * provider has to know whether another resource now declares the same test.
 *
 * The engine calls `check` for every resource that the program declares and for no other, and deletes come last.
 * But a run can have several providers, each a process of its own: the plugin, the dynamic resource, and every
 * explicit Provider. Each writes its declarations to a file, named after the engine's address, that the others read.
 */
import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makePrivate, privateFolder } from "../privateFolder";

export interface Declarer {
  /** Identifies the resource within the run. */
  readonly id: string;
  /** For messages. */
  readonly name: string;
}

export interface Declaration extends Declarer {
  /** The thing at Amazon that only one resource may declare: for a beta test, its skill. */
  readonly owned: string;
}

export interface Declarations {
  /** Replaces the resource's previous declaration. */
  declare(declaration: Declaration): void;
  /** Every resource that declares the same, in any provider of the run. */
  declarersOf(owned: string): Declarer[];
}

/** The declarations of one process. */
export class LocalDeclarations implements Declarations {
  private readonly byId = new Map<string, Declaration>();

  declare(declaration: Declaration): void {
    this.byId.set(declaration.id, declaration);
  }

  declarersOf(owned: string): Declarer[] {
    return [...this.byId.values()].filter((declaration) => declaration.owned === owned);
  }
}

/** The declarations of every provider of the engine at `engineAddress`. */
export class SharedDeclarations implements Declarations {
  private readonly own = new LocalDeclarations();
  private readonly folder: string;
  private readonly run: string;
  private readonly file: string;
  private isFileCreated = false;

  constructor(
    engineAddress: string,
    { pid = process.pid, parent }: { pid?: number; parent?: string } = {},
  ) {
    this.folder = privateFolder("declarations", parent);
    this.run = engineAddress.replace(/[^\w.-]/g, "_");
    this.file = join(this.folder, `${this.run}@${pid}`);
  }

  declare(declaration: Declaration): void {
    this.own.declare(declaration);
    if (!this.isFileCreated) this.createFile();
    appendFileSync(this.file, `${JSON.stringify(declaration)}\n`, { mode: 0o600 });
  }

  declarersOf(owned: string): Declarer[] {
    const others = this.files()
      .filter((name) => name.startsWith(`${this.run}@`) && join(this.folder, name) !== this.file)
      .filter(isOwnerAlive)
      .flatMap((name) => read(join(this.folder, name)).declarersOf(owned));
    return [...this.own.declarersOf(owned), ...others];
  }

  private createFile(): void {
    makePrivate(this.folder);
    // A process that was killed left its file behind.
    for (const name of this.files()) {
      if (!isOwnerAlive(name)) rmSync(join(this.folder, name), { force: true });
    }
    rmSync(this.file, { force: true });
    process.once("exit", () => rmSync(this.file, { force: true }));
    this.isFileCreated = true;
  }

  private files(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      return [];
    }
  }
}

function read(file: string): Declarations {
  const declarations = new LocalDeclarations();
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // Its process has ended in the meantime.
  }
  // The last line may be incomplete.
  for (const line of text.split("\n").slice(0, -1)) declarations.declare(JSON.parse(line));
  return declarations;
}

/** @param file its name, which ends with the process id. */
function isOwnerAlive(file: string): boolean {
  try {
    process.kill(Number(file.slice(file.lastIndexOf("@") + 1)), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

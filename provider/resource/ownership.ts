/**
 * Which resource of a run declares which skill. A skill has one beta test, so before a resource is deleted, its
 * provider has to know whether another resource now declares the same test.
 *
 * The engine calls `check` for every resource that the program declares and for no other, and deletes come last.
 * But a run can have several providers, each a process of its own: the plugin, the dynamic resource, and every
 * explicit Provider. Each writes its declarations to a file, named after the engine's run, that the others read. A
 * declaration counts as long as the run lasts, whatever becomes of the process that wrote it; and whoever cannot read
 * all of them must not end a test.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
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
  /** Clears them away: the run is over, and nothing is ended any more. Not for a process that ends before its run does. */
  end(): void;
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

  end(): void {
    // Nothing is left behind.
  }
}

/** What a process that was killed leaves behind is cleared away after this, in milliseconds: no run takes longer. */
const keptForMs = 24 * 60 * 60 * 1000;

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
    // Not the host's name, which can change during a run.
    this.run = engineAddress.replace(/[^\w.-]/g, "_");
    this.file = `${this.run}@${randomUUID()}@${pid}`;
  }

  /** @throws if it cannot be written down: then other providers of the run would not know of it. */
  declare(declaration: Declaration): void {
    this.own.declare(declaration);
    if (!this.isFileCreated) makePrivate(this.folder);
    try {
      if (!this.isFileCreated) this.clearAway();
      appendFileSync(this.path(this.file), `${JSON.stringify(declaration)}\n`, { mode: 0o600 });
    } catch (error) {
      throw new Error(
        `${(error as Error).message}: set TMPDIR to a folder that this user can write to, with some room.`,
      );
    }
    this.isFileCreated = true;
  }

  /** @throws if not all declarations can be read: a test that they declare would be ended. */
  declarersOf(owned: string): Declarer[] {
    try {
      if (this.isFileCreated) statSync(this.path(this.file));
      const others = this.files()
        .filter((name) => name.startsWith(`${this.run}@`) && name !== this.file)
        .flatMap((name) => read(this.path(name)).declarersOf(owned));
      return [...this.own.declarersOf(owned), ...others];
    } catch (error) {
      throw new Error(
        `what this run declares cannot be read (${(error as Error).message}), so nothing was ended: run again, and let ` +
          `nothing else remove or change ${this.folder} meanwhile.`,
      );
    }
  }

  end(): void {
    rmSync(this.path(this.file), { force: true });
  }

  private clearAway(): void {
    for (const name of this.files()) {
      // Another run may have ended, or cleared it away, at this moment.
      const entry = statSync(this.path(name), { throwIfNoEntry: false });
      const isOld = entry !== undefined && Date.now() - entry.mtimeMs > keptForMs;
      if (isOld && !isOwnerAlive(name)) rmSync(this.path(name), { force: true });
    }
  }

  private files(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

function read(file: string): Declarations {
  const declarations = new LocalDeclarations();
  // The last line may be incomplete.
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  for (const line of lines) declarations.declare(JSON.parse(line));
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

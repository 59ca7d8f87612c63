/**
 * Which resource of a run declares which skill's beta test, or which of its testers. Each is there once, so before a resource
 * is deleted, its provider has to know whether another resource now declares the same.
 *
 * The engine calls `check` for every resource that the program declares and for no other, and deletes come last,
 * with two exceptions. A resource that is replaced with another one (`replaceWith`), which is deleted first, is deleted
 * before the program has declared it; and with `--target`, the engine checks only what is selected. So the TypeScript SDK
 * announces its resources as soon as they are constructed, and says as long as the program runs that there may be more.
 *
 * A run can have several providers, each a process of its own: the plugin, the dynamic resource, and every explicit
 * Provider; the program is another one. Each writes what it declares to a file, named after the engine's run, that the
 * others read. A declaration counts as long as the run lasts, whatever becomes of the process that wrote it; and
 * whoever cannot read all of them must not end a test.
 */
import { createHash, randomUUID } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { normalize } from "../betaTest/emails";
import { isPrivate, makePrivate, privateFolder } from "../privateFolder";

export interface Declarer {
  /** Identifies the resource within the run. */
  readonly id: string;
  /** In the program; several resources may have the same. */
  readonly name: string;
  /** For messages. */
  readonly title: string;
}

/** What only one resource may declare. */
export interface Declared {
  /** For a beta test, its skill; for a tester, `SKILL/TESTER`. */
  readonly owned: string;
  /** Whether it is a beta test that lists its testers, so that none of them may be declared by another resource. */
  readonly listsTesters?: boolean;
  /** Whether that list may still turn out to be none. */
  readonly mayListNobody?: boolean;
  /** Of a beta test. */
  readonly desiredStatus?: string;
}

export interface Declaration extends Declarer, Declared {}

/** What the program is going to declare. */
export interface Announcement extends Declarer, Partial<Declared> {
  /** Tells what it is about as long as `owned` is not known. */
  readonly isTester?: boolean;
  /** Whether the program runs for a preview. */
  readonly preview?: boolean;
}

export interface Declarations {
  /** Replaces the resource's previous declaration. */
  declare(declaration: Declaration): void;
  /** Every resource that declares it, in any provider of the run. */
  declarersOf(owned: string): Declaration[];
  /**
   * Every other resource that declares the same; and of a list of testers and one of them, the other one, also if it is only
   * announced: with `--target`, for example, the engine may not ask about it in this run.
   */
  rivalsOf(declaration: Declaration): Rival[];
  /** Replaces the resource's previous announcement. */
  announce(announcement: Announcement): void;
  /** Whether anything of this run has announced it, declared by now or not. */
  wasAnnounced(owned: string): boolean;
  /** What is announced in this run and not declared yet, as far as their names can tell. */
  notYetDeclared(): Announcement[];
  /** Whether the program runs for a preview; undefined as long as it has announced nothing. */
  isPreview(): boolean | undefined;
  /** Leaves word of this process, so that it notices if somebody removes what others leave. */
  providerStarts(): void;
  /** Whether a program of this run is not over, so that it may announce more. An inline program is not known of. */
  isProgramRunning(): boolean;
  /** For a process that ends: they count until its run is over, and are then cleared away. */
  expire(): void;
  /** Clears them away: the run is over, and nothing is ended any more. Not for a process that ends before its run does. */
  end(): void;
}

export type Rival = Announcement & Declared;

export interface Found {
  /** Undefined if nobody declares it, or that is undecided. */
  readonly declarer?: Declaration | Announcement;
  /** Whether the engine has yet to ask the provider about it. */
  readonly isCreatedLater?: boolean;
  /** What may still come to declare it. */
  readonly undecided?: Announcement | "program";
}

/** @throws if another resource of the program declares the same. */
export function declareOnce(declarations: Declarations, declaration: Declaration): void {
  declarations.declare(declaration);
  const [other] = declarations.rivalsOf(declaration);
  if (other) throw new Error(describeRivals(other, declaration));
}

function describeRivals(one: Rival, other: Declaration): string {
  const both = `${one.title} and by ${other.title}`;
  const skillId = skillOf(one.owned);
  if (one.owned !== other.owned) {
    const [list, tester] = isTester(one) ? [other, one] : [one, other];
    return (
      `${list.title} lists all testers of the skill ${skillId}, and ${tester.title} declares one of them: each would undo what the ` +
      `other does. Remove \`testers\` from ${list.title}, and from its \`ignoreChanges\`: nobody is removed. Or move the address of ` +
      `${tester.title} to that list.`
    );
  }
  return isTester(one)
    ? `a tester of the skill ${skillId} is declared twice, by ${both}. Remove one of them; the tester stays in the beta test.`
    : `the skill ${skillId} is declared twice, by ${both}: a skill has one beta test, and each would undo what the ` +
        "other does. Remove one of them; that does not end the beta test.";
}

/**
 * Identifies a tester without naming the address, which may be secret: ids are in every state, log and preview, and in the
 * files of this run. The same for all spellings of an address, and another one for each skill.
 */
export function testerId(skillId: string, email: string): string {
  const digest = createHash("sha256")
    .update(`${skillId}/${normalize(email)}`)
    .digest("hex");
  return `${skillId}/${digest.slice(0, 32)}`;
}

function isTester({ owned }: { readonly owned: string }): boolean {
  return owned.includes("/");
}

function skillOf(owned: string): string {
  return owned.split("/")[0] as string;
}

/** Whether what is declared is `owned`, or has it as a part. */
function covers(declared: Partial<Declared>, owned: string): boolean {
  return declared.owned === owned || (!!declared.listsTesters && declared.owned === skillOf(owned));
}

/** Whether what is announced may turn out to cover it. */
function mayCover(announced: Announcement, owned: string): boolean {
  if (announced.owned !== undefined) return covers(announced, owned);
  return isTester({ owned })
    ? !!announced.isTester || !!announced.listsTesters
    : !announced.isTester;
}

/** Who declares it in this run, or is about to. */
export function findDeclarer(declarations: Declarations, wanted: string): Found {
  const [declarer] = declarations.declarersOf(wanted);
  if (declarer) return { declarer };
  const announced = declarations.notYetDeclared().filter((each) => mayCover(each, wanted));
  const announcer = announced.find(({ owned }) => owned !== undefined);
  if (announcer) return { declarer: announcer, isCreatedLater: true };
  const unknown = announced.find(({ owned }) => owned === undefined);
  return { undecided: unknown ?? (declarations.isProgramRunning() ? "program" : undefined) };
}

/** The declarations of one process. */
export class LocalDeclarations implements Declarations {
  private readonly declared = new Map<string, Declaration>();
  private readonly announcements = new Map<string, Announcement>();
  private isOfProgram = false;

  static merge(all: readonly LocalDeclarations[]): LocalDeclarations {
    const merged = new LocalDeclarations();
    for (const { declared, announcements, isOfProgram } of all) {
      if (isOfProgram) merged.programStarts();
      for (const declaration of declared.values()) merged.declare(declaration);
      for (const announcement of announcements.values()) merged.announce(announcement);
    }
    return merged;
  }

  declare(declaration: Declaration): void {
    this.declared.set(declaration.id, declaration);
  }

  declarersOf(owned: string): Declaration[] {
    return [...this.declared.values()].filter((declaration) => covers(declaration, owned));
  }

  rivalsOf(declaration: Declaration): Rival[] {
    const { id, owned } = declaration;
    const declared = [...this.declared.values()].filter(
      (each) => each.id !== id && (covers(each, owned) || covers(declaration, each.owned)),
    );
    const announced = this.notYetDeclared().flatMap((each) => {
      const { owned: other, mayListNobody } = each;
      // The same may be announced by this resource itself.
      if (other === undefined || other === owned || mayListNobody) return [];
      return covers(each, owned) || covers(declaration, other) ? [{ ...each, owned: other }] : [];
    });
    return [...declared, ...announced];
  }

  announce(announcement: Announcement): void {
    this.announcements.set(announcement.id, announcement);
  }

  wasAnnounced(owned: string): boolean {
    return [...this.announcements.values()].some((announcement) => covers(announcement, owned));
  }

  notYetDeclared(): Announcement[] {
    const [declared, announced] = [countByName(this.declared), countByName(this.announcements)];
    return [...this.announcements.values()].filter((each) => {
      const name = nameOf(each);
      return (declared.get(name) ?? 0) < (announced.get(name) ?? 0);
    });
  }

  isPreview(): boolean | undefined {
    return this.announcements.values().next().value?.preview;
  }

  isProgramRunning(): boolean {
    return this.isOfProgram;
  }

  providerStarts(): void {
    // Nobody can remove it.
  }

  programStarts(): void {
    this.isOfProgram = true;
  }

  programEnds(): void {
    this.isOfProgram = false;
  }

  end(): void {
    // Nothing is left behind.
  }

  expire(): void {
    // Nor does it outlive the process.
  }
}

function countByName(all: ReadonlyMap<string, Announcement>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...all.values()].map(nameOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** A beta test and a tester may have the same. */
function nameOf({ name, owned, isTester: isAboutTester }: Announcement): string {
  const isOfTester = owned === undefined ? isAboutTester : isTester({ owned });
  return `${isOfTester ? "tester" : "test"} ${name}`;
}

/** What a process that was killed leaves behind is cleared away after this, in milliseconds: no run takes longer. */
const keptForMs = 24 * 60 * 60 * 1000;

/**
 * Two places: a folder for temporary files can be cleaned during a run, or be another one for the program than for its
 * providers; and an inline program may not know Pulumi's home.
 */
function defaultParents(): string[] {
  return [process.env.PULUMI_HOME || join(homedir(), ".pulumi"), tmpdir()];
}

/** The declarations of every provider of the engine at `engineAddress`. */
export class SharedDeclarations implements Declarations {
  private readonly own = new LocalDeclarations();
  private readonly folders: readonly string[];
  /** Those where this process has written its declarations. */
  private readonly written = new Set<string>();
  /** What was read before, by path. */
  private readonly known = new Map<string, { version: string; declarations: LocalDeclarations }>();
  private readonly run: string;
  private readonly file: string;

  constructor(
    engineAddress: string,
    { pid = process.pid, parents = defaultParents() }: { pid?: number; parents?: string[] } = {},
  ) {
    this.folders = parents.map((parent) => privateFolder("declarations", parent));
    // Not the host's name, which can change during a run.
    this.run = [engineAddress, ...socketAt(engineAddress)].join("-").replace(/[^\w.-]/g, "_");
    this.file = `${this.run}@${randomUUID()}@${pid}`;
  }

  /** @throws if it cannot be written down: then other providers of the run would not know of it. */
  declare(declaration: Declaration): void {
    this.own.declare(declaration);
    this.write({ declaration });
  }

  /** @throws as {@link declare}. */
  announce(announcement: Announcement): void {
    this.own.announce(announcement);
    this.write({ announcement });
  }

  /** Says that there may be more, until {@link programEnds}. @throws as {@link declare}. */
  programStarts(): void {
    if (this.own.isProgramRunning()) return;
    this.own.programStarts();
    this.write({ program: "starts" });
  }

  /** What it has announced counts as long as the run lasts. */
  programEnds(): void {
    if (!this.own.isProgramRunning()) return;
    this.own.programEnds();
    this.write({ program: "ends" });
  }

  providerStarts(): void {
    if (this.written.size > 0) return;
    try {
      this.write({ provider: "starts" });
    } catch {
      // Only whoever declares something has to write.
    }
  }

  private write(line: Line): void {
    const failures: Error[] = [];
    for (const folder of this.folders) {
      try {
        if (!this.written.has(folder)) {
          makePrivate(folder);
          this.clearAway(folder);
        } else if (!existsSync(folder)) throw new Error(`${folder} was removed during the run`);
        appendFileSync(join(folder, this.file), `${JSON.stringify(line)}\n`, { mode: 0o600 });
        this.written.add(folder);
      } catch (error) {
        failures.push(error as Error);
      }
    }
    if (failures.length < this.folders.length) return;
    const fix =
      this.written.size > 0
        ? "run again, and make sure that nothing else removes it"
        : "set TMPDIR to a folder that this user can write to and that has free space";
    throw new Error(`${failures.at(-1)?.message}: ${fix}.`);
  }

  /** @throws if not all declarations can be read: a test that they declare would be ended. */
  declarersOf(owned: string): Declaration[] {
    return this.all().declarersOf(owned);
  }

  /** @throws as {@link declarersOf}. */
  rivalsOf(declaration: Declaration): Rival[] {
    return this.all().rivalsOf(declaration);
  }

  /** @throws as {@link declarersOf}. */
  wasAnnounced(owned: string): boolean {
    return this.all().wasAnnounced(owned);
  }

  /** @throws as {@link declarersOf}. */
  notYetDeclared(): Announcement[] {
    return this.all().notYetDeclared();
  }

  /** @throws as {@link declarersOf}. */
  isPreview(): boolean | undefined {
    return this.all().isPreview();
  }

  /** @throws as {@link declarersOf}. */
  isProgramRunning(): boolean {
    return this.all().isProgramRunning();
  }

  private all(): LocalDeclarations {
    try {
      const isLost = [...this.written].every((folder) => !existsSync(join(folder, this.file)));
      if (this.written.size > 0 && isLost)
        throw new Error("this provider's own declarations are gone");
      const others = this.filesOfThisRun()
        .filter((file) => basename(file) !== this.file)
        .map((file) => this.read(file));
      return LocalDeclarations.merge([this.own, ...others.filter((each) => each !== undefined)]);
    } catch (error) {
      throw new Error(
        `what this run declares cannot be read (${(error as Error).message}), so nothing was ended: run again, and make sure ` +
          `that nothing else removes or changes ${this.folders.join(" and ")} during the run.`,
      );
    }
  }

  /**
   * Every check asks for all of them, and most files stay as they were.
   *
   * @returns undefined if its process has cleared it away at this moment.
   */
  private read(file: string): LocalDeclarations | undefined {
    const entry = statSync(file, { throwIfNoEntry: false });
    const version = entry && `${entry.size} ${entry.mtimeMs}`;
    const known = this.known.get(file);
    if (known && known.version === version) return known.declarations;
    const declarations = read(file);
    if (declarations && version) this.known.set(file, { version, declarations });
    return declarations;
  }

  private isOfThisRun(file: string): boolean {
    return file.startsWith(`${this.run}@`);
  }

  /** The process ends, perhaps before its run: the next run clears them away, and until then they count. */
  expire(): void {
    for (const file of this.filesOfThisRun()) {
      try {
        utimesSync(file, 0, 0);
      } catch {
        // It is gone.
      }
    }
  }

  /** The program's, too, whose process may have ended before. */
  end(): void {
    for (const file of this.filesOfThisRun()) rmSync(file, { force: true });
  }

  private filesOfThisRun(): string[] {
    return this.folders.flatMap((folder) =>
      filesIn(folder)
        .filter((name) => this.isOfThisRun(name))
        .map((name) => join(folder, name)),
    );
  }

  private clearAway(folder: string): void {
    for (const name of filesIn(folder).filter((file) => !this.isOfThisRun(file))) {
      // Another run may have ended, or cleared it away, at this moment.
      const entry = statSync(join(folder, name), { throwIfNoEntry: false });
      if (!entry) continue;
      const isOld = Date.now() - entry.mtimeMs > keptForMs && !isOwnerAlive(name);
      // A process can outlive many runs: its run has been over for that long.
      const isExpired = entry.mtimeMs === 0 && Date.now() - entry.ctimeMs > keptForMs;
      if (isOld || isExpired) rmSync(join(folder, name), { force: true });
    }
  }
}

/** None in a folder where another user could have written what they say. */
function filesIn(folder: string): string[] {
  return isPrivate(folder) ? readdirSync(folder) : [];
}

/**
 * What tells an engine from an earlier one that listened at the same address, and whose providers were killed: the inode
 * of its socket. Only Linux says it.
 */
function socketAt(address: string): string[] {
  const [, port] = /^127\.0\.0\.1:(\d+)$/.exec(address) ?? [];
  const local = `0100007F:${Number(port).toString(16).toUpperCase().padStart(4, "0")}`;
  const isListening = "0A";
  try {
    const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
    const columns = rows.map((row) => row.trim().split(/\s+/));
    const own = columns.find((row) => row[1] === local && row[3] === isListening);
    return own?.[9] === undefined ? [] : [own[9]];
  } catch {
    return [];
  }
}

type Line =
  | { readonly declaration: Declaration }
  | { readonly announcement: Announcement }
  | { readonly program: "starts" | "ends" }
  | { readonly provider: "starts" };

/** @returns undefined if its process has cleared it away at this moment. */
function read(file: string): LocalDeclarations | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const declarations = new LocalDeclarations();
  // The last line may be incomplete.
  const lines = text.split("\n").slice(0, -1);
  for (const text of lines) {
    const line: Line = JSON.parse(text);
    if ("declaration" in line) declarations.declare(line.declaration);
    else if ("announcement" in line) declarations.announce(line.announcement);
    else if ("program" in line && line.program === "starts") declarations.programStarts();
    else if ("program" in line) declarations.programEnds();
  }
  return declarations;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
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

/** What a front end asks of a resource, whichever protocol it speaks. Properties are Pulumi's, as plain objects. */
import type { Declaration } from "./declarations";

export interface Resource {
  /** What the engine is to know the resource by. */
  idOf(inputs: object): string;
  /** @param declared who asks, where the program says so; another declaration of the same thing is a failure. */
  check(given: object, declared?: Omit<Declaration, "skillId">): Checked;
  diff(change: Change, call?: Call): Promise<Diff>;
  /** Tells a reviewer what will become of the resource `id`, which another one takes the place of. */
  previewReplacement(id: string, news: object, call?: Call): Promise<void>;
  /** Tells a reviewer what will be done, and returns the outputs as far as they can be known. */
  previewCreate(news: object, call?: Call): Promise<object>;
  previewUpdate(change: Change, call?: Call): Promise<object>;
  /** @throws {ResourceInitFailedError} where it stopped half-way. */
  create(news: object, call?: Call): Promise<object>;
  /** @throws {ResourceInitFailedError} where it stopped half-way. */
  update(change: Change, call?: Call): Promise<object>;
  /** Undefined where the resource is gone. */
  read(stored: Stored, call?: Call): Promise<{ inputs: object; outputs: object } | undefined>;
  delete(id: string, olds: object, call?: Call): Promise<void>;
}

export interface Checked {
  readonly inputs: object;
  readonly failures: { property: string; reason: string }[];
}

/** From what the state has to what the program says. */
export interface Change {
  readonly id: string;
  readonly olds: object;
  /** Where the engine keeps them apart from the outputs. */
  readonly oldInputs?: object;
  readonly news: object;
  /** What `ignoreChanges` names, where the engine cannot see to it. */
  readonly ignored?: readonly string[];
}

/** What the state has of a resource: nothing but the id at an import. */
export interface Stored {
  readonly id: string;
  readonly olds: object;
  readonly oldInputs?: object;
  /** Whether a diff follows that can observe with today's settings, if the stored ones do not work any more. */
  readonly diffFollows?: boolean;
}

/** How each path that differs does; `output` differs in what was observed, and in no input. */
export type DiffKind = "add" | "delete" | "update" | "replace" | "output";
export type Diff = ReadonlyMap<string, DiffKind>;

/** What a program calls to look something up, and what a front end asks of it. */
export interface PulumiFunction {
  /** The reasons why these are no arguments of it. */
  check(args: object): string[];
  invoke(args: object): Promise<object>;
}

/** What the engine says of one call, where it says anything. */
export interface Call {
  /** The resource that messages belong to. */
  readonly urn?: string;
  /** How long this operation may wait for Amazon, in milliseconds; replaces the configuration's. */
  readonly timeoutMs?: number;
}

/** The operation failed half-way: the state keeps the resource, with what is there and why. */
export class ResourceInitFailedError extends Error {
  override readonly name = "ResourceInitFailedError";

  constructor(
    message: string,
    readonly id: string,
    readonly properties: object,
  ) {
    super(message);
  }

  get reasons(): string[] {
    return [this.message];
  }
}

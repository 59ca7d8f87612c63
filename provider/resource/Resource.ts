/** The interface of a resource, independent of the front end's protocol. Properties are Pulumi's, as plain objects. */
import type { Declarer } from "./ownership";

export interface Resource {
  /** The id that Pulumi knows the resource by. */
  idOf(inputs: object): string;
  /** @param declaredBy the declaring resource, if known: declaring the same thing twice is a failure. */
  check(given: object, declaredBy?: Declarer): Checked;
  /** Starts to read what the diffs of resources that the program declares next will need. */
  prefetch(upcoming: readonly object[]): void;
  diff(change: Change, call?: CallOptions): Promise<Diff>;
  /** Tells the user what will happen to the resource `old`, which another one will replace. */
  previewReplacement(
    old: Pick<Change, "id" | "olds">,
    news: object,
    call?: CallOptions,
  ): Promise<void>;
  /** Tells the user what will be done, and returns the outputs as far as they are known. */
  previewCreate(news: object, call?: CallOptions): Promise<object>;
  previewUpdate(change: Change, call?: CallOptions): Promise<object>;
  /** @throws {ResourceInitFailedError} if it stopped halfway. */
  create(news: object, call?: CallOptions): Promise<object>;
  /** @throws {ResourceInitFailedError} if it stopped halfway. */
  update(change: Change, call?: CallOptions): Promise<object>;
  /** @returns undefined if the resource is gone; no inputs if those of the state stay as they are. */
  read(
    stored: Stored,
    call?: CallOptions,
  ): Promise<{ inputs?: object; outputs: object } | undefined>;
  delete(id: string, olds: object, call?: CallOptions): Promise<void>;
}

export interface Checked {
  readonly inputs: object;
  /** Reasons alone: the engine prints the value of a property that a failure names, even if it is secret. */
  readonly failures: readonly string[];
}

/** From the state to the program. */
export interface Change {
  readonly id: string;
  readonly olds: object;
  /** Undefined if the engine does not tell inputs and outputs apart. */
  readonly oldInputs?: object;
  readonly news: object;
  /** `ignoreChanges`, if the engine does not apply it itself. */
  readonly ignored?: readonly string[];
}

/** What the state has of a resource: only the id for an import. */
export interface Stored {
  readonly id: string;
  readonly olds: object;
  readonly oldInputs?: object;
  /** Whether a diff may follow, with the current settings, in case the stored ones no longer work. */
  readonly mayDeferToDiff?: boolean;
}

/** `output` is a difference that is not in the inputs. */
export type DiffKind = "add" | "delete" | "update" | "replace" | "output";
/** By property path. */
export type Diff = ReadonlyMap<string, DiffKind>;

/** A function that programs call to look something up. */
export interface PulumiFunction {
  /** @returns what is wrong with the arguments. */
  check(args: object): string[];
  invoke(args: object): Promise<object>;
}

/** What the engine says about one call. */
export interface CallOptions {
  /** The resource that messages belong to. */
  readonly urn?: string;
  /** Undefined if the engine does not say it. */
  readonly isPreview?: boolean;
  /** How long to wait for Amazon, in milliseconds, instead of `alexa:timeoutSeconds`. */
  readonly timeoutMs?: number;
  /** Whether a create replaces the resource by itself, as with `replaceOnChanges`: what exists is its own. */
  readonly replacesItself?: boolean;
  /** Whether the engine may delete what exists before the program declares it again: it does not say. */
  readonly mayBeDeletedFirst?: boolean;
}

/** The operation stopped halfway: the state keeps the resource, as it is now. */
export class ResourceInitFailedError extends Error {
  override readonly name = "ResourceInitFailedError";

  constructor(
    message: string,
    readonly id: string,
    readonly properties: object,
  ) {
    super(message);
  }
}

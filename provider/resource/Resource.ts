/**
 * The interface of a resource, independent of the front end's protocol. Properties are Pulumi's, as plain objects; functions
 * instead of methods, so that the compiler compares their parameters.
 */
import type { Declarer } from "./declarations";

export interface Resource<Inputs extends object, Outputs extends object> {
  /** Types of Pulumi's that a state can have for it, besides the schema's. */
  readonly aliases: readonly string[];
  /** The id that Pulumi knows the resource by. */
  readonly idOf: (inputs: Inputs) => string;
  /** @param declaredBy the declaring resource, if known: declaring the same thing twice is a failure. */
  readonly check: (given: object, declaredBy?: Declarer) => Checked;
  readonly diff: (change: Change<Inputs, Outputs>, call?: CallOptions) => Promise<Diff>;
  /** Tells the user what will happen to the resource `old`, which another one will replace. */
  readonly previewReplacement: (
    old: Pick<Change<Inputs, Outputs>, "id" | "olds">,
    news: Inputs,
    call?: CallOptions,
  ) => Promise<void>;
  /** Tells the user what will be done, and returns the outputs as far as they are known. */
  readonly previewCreate: (news: Inputs, call?: CallOptions) => Promise<object>;
  readonly previewUpdate: (change: Change<Inputs, Outputs>, call?: CallOptions) => Promise<object>;
  /** @throws {ResourceInitFailedError} if it stopped halfway. */
  readonly create: (news: Inputs, call?: CallOptions) => Promise<Outputs>;
  /** @throws {ResourceInitFailedError} if it stopped halfway. */
  readonly update: (change: Change<Inputs, Outputs>, call?: CallOptions) => Promise<Outputs>;
  /** @returns undefined if the resource is gone; no inputs if those of the state stay as they are. */
  readonly read: (
    stored: Stored<Inputs, Outputs>,
    call?: CallOptions,
  ) => Promise<Read<Inputs, Outputs> | undefined>;
  readonly delete: (id: string, olds: Partial<Outputs>, call?: CallOptions) => Promise<void>;
}

/** A resource as the front ends know it: what the engine hands over is what `check` and the resource have returned. */
export type AnyResource = Resource<object, object>;

export function anyResource<Inputs extends object, Outputs extends object>(
  resource: Resource<Inputs, Outputs>,
): AnyResource {
  return resource as unknown as AnyResource;
}

/** What a program knows of the resources that it declares after another one. */
export interface Upcoming {
  readonly skillId: string;
  readonly hasTesters: boolean;
}

export interface Checked {
  readonly inputs: object;
  /** Reasons alone: the engine prints the value of a property that a failure names, even if it is secret. */
  readonly failures: readonly string[];
}

/** From the state to the program. */
export interface Change<Inputs extends object, Outputs extends object> {
  readonly id: string;
  readonly olds: Outputs;
  /** Undefined if the engine does not tell inputs and outputs apart. */
  readonly oldInputs?: object;
  readonly news: Inputs;
  /** `ignoreChanges`, if the engine does not apply it itself. */
  readonly ignored?: readonly string[];
}

/** What the state has of a resource: only the id for an import. */
export interface Stored<Inputs extends object, Outputs extends object> {
  readonly id: string;
  readonly olds: Partial<Outputs>;
  readonly oldInputs?: Partial<Inputs>;
  /** Whether a diff may follow, with the current settings, in case the stored ones no longer work. */
  readonly mayDeferToDiff?: boolean;
}

export interface Read<Inputs extends object, Outputs extends object> {
  /** Of what was imported by another one. */
  readonly id?: string;
  /** Undefined if those of the state stay as they are. */
  readonly inputs?: Inputs;
  readonly outputs: Partial<Outputs>;
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
  /** The resource's name in the program, where there is no URN. */
  readonly name?: string;
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

/**
 * The lifecycle as a Pulumi dynamic resource.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
import type { dynamic } from "@pulumi/pulumi";
import { plan } from "../betaTest/plan";
import { detailedDiff } from "../resource/diff";
import { Operations, type ProviderRuntime, ResourceInitFailedError } from "../resource/operations";
import {
  desiredOf,
  type Inputs,
  isIgnored,
  isUnknown,
  lastKnownOf,
  type Outputs,
  unknownIn,
  withIgnored,
} from "../resource/properties";

/**
 * What the engine does not tell a dynamic provider, and the program does, beside the resource's inputs.
 * `check` takes it out of them: no state holds it.
 */
export interface ProgramContext {
  /** The resource's name, and what tells it from others of that name. */
  readonly name: string;
  readonly id: string;
  readonly preview: boolean;
  readonly ignoreChanges: readonly string[];
  /** The names that the stack's configuration has in this provider's namespace. */
  readonly settings?: readonly string[];
}

export function createDynamicProvider(runtime: ProviderRuntime) {
  const operations = new Operations(runtime);
  /** By skill: a program declares each once. Empty in `refresh` and `destroy`, where nobody asks `check`. */
  const programSides = new Map<string, ProgramContext>();

  return {
    async configure({ config }) {
      operations.configure((name) => config.get(`alexa:${name}`));
    },

    async check(olds: object, news: Record<string, unknown>) {
      const side = news.__program as ProgramContext | undefined;
      const name = side && `"${side.name}"`;
      const checked = operations.check(
        news,
        side && { id: side.id, name: name as string },
        side?.settings,
      );
      if (!side || checked.failures.length > 0) return checked;
      const inputs = checked.inputs as unknown as Inputs;
      programSides.set(inputs.skillId, side);
      const isNew = Object.keys(olds).length === 0;
      if (side.preview && isNew) {
        const failure = await withoutStack(() => operations.previewCreate(inputs)).then(
          () => undefined,
          ({ message }: Error) => ({ property: "", reason: message }),
        );
        if (failure) checked.failures.push(failure);
      }
      return checked;
    },

    async diff(id: string, olds: Outputs, news: Inputs) {
      const side = programSides.get(news.skillId);
      if (news.skillId !== id) {
        if (side?.preview || isUnknown(news.skillId))
          await operations.announceReplacement(id, news.skillId);
        return { changes: true, replaces: ["skillId"] };
      }
      if (unknownIn(news).length > 0) {
        if (side?.preview) await operations.previewUpdate(id, olds, news);
        return { changes: true };
      }
      return withoutStack(async () => {
        const observed = await operations.observe(id, desiredOf(news), lastKnownOf(olds));
        const ignored = side?.ignoreChanges ?? [];
        const wanted = withIgnored(news, observed, ignored);
        // What the state says is compared as well: where Amazon is ahead of it, it has to catch up.
        const differs = [...detailedDiff(olds, news).keys()].some(
          (path) => !isIgnored(path, ignored),
        );
        const changes = differs || plan(observed, desiredOf(wanted)).length > 0;
        if (!changes) await operations.announceExpiry(id, observed);
        else if (side?.preview) await operations.previewUpdate(id, olds, wanted);
        return { changes };
      });
    },

    async create(inputs: Inputs) {
      return {
        id: inputs.skillId,
        outs: await withoutStack(() => operations.create(inputs), inputs),
      };
    },

    async read(id: string, props: Outputs) {
      const read = await withoutStack(() => operations.read(id, { ...props, skillId: id }, props));
      return read ? { id, props: read.outputs, inputs: read.inputs } : { id: "", props: {} };
    },

    async update(id: string, olds: Outputs, news: Inputs) {
      const ignored = programSides.get(id)?.ignoreChanges;
      return {
        outs: await withoutStack(() => operations.update(id, olds, news, {}, ignored), news),
      };
    },

    async delete(id: string, olds: Partial<Outputs>) {
      await withoutStack(() => operations.delete(id, olds));
    },
  } satisfies dynamic.ResourceProvider;
}

/**
 * Pulumi prints the stack of what a dynamic provider throws: the message is what the user needs.
 *
 * @param inputs those of a resource that the state keeps where this stops half-way. Its provider's code is among
 *   them, and Pulumi, which looks for it in the outputs to refresh and to destroy, puts it there only on success.
 */
async function withoutStack<T>(work: () => Promise<T>, inputs: object = {}): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const plain = Object.assign(new Error((error as Error).message), { name: "", stack: "" });
    if (!(error instanceof ResourceInitFailedError)) throw plain;
    const { id, reasons } = error;
    const code = Object.entries(inputs).filter(([name]) => name === "__provider");
    const properties = { ...error.properties, ...Object.fromEntries(code) };
    throw Object.assign(plain, { id, properties, reasons });
  }
}

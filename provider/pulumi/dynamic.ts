/**
 * A resource behind Pulumi's dynamic provider protocol.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
import type { dynamic } from "@pulumi/pulumi";
import type { Provider } from "../resource/provider";
import { type Resource, ResourceInitFailedError } from "../resource/Resource";
import { unknownSetting } from "../settings";

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

type Properties = Record<string, unknown>;

/**
 * @param provider made at the first call, since a program that imports it does not run it yet.
 * @param type the resource's name in {@link Provider.resources}.
 */
export function createDynamicProvider(provider: () => Provider, type: string) {
  /** By the resource's id, of which a program declares each once. Empty in `refresh` and `destroy`, which ask no `check`. */
  const programContexts = new Map<string, ProgramContext>();
  const resource = () => provider().resources[type] as Resource;

  return {
    async configure({ config }) {
      provider().context.configure((name) => config.get(`alexa:${name}`));
    },

    async check(olds: object, news: Properties) {
      const { __program: program, ...given } = news as Properties & { __program?: ProgramContext };
      if (!program) return resource().check(given);
      const declared = { id: program.id, name: `"${program.name}"` };
      const { inputs, failures } = resource().check(given, declared);
      for (const reason of (program.settings ?? []).flatMap(unknownSetting)) {
        failures.push({ property: "", reason });
      }
      if (failures.length > 0) return { inputs, failures };
      programContexts.set(resource().idOf(inputs), program);
      if (program.preview && Object.keys(olds).length === 0) {
        await withoutStack(() => resource().previewCreate(inputs)).catch(({ message }: Error) =>
          failures.push({ property: "", reason: message }),
        );
      }
      return { inputs, failures };
    },

    async diff(id: string, olds: object, news: object) {
      const { preview, ignoreChanges } = programContexts.get(resource().idOf(news)) ?? {};
      const change = { id, olds, news, ignored: ignoreChanges };
      return withoutStack(async () => {
        const diff = await resource().diff(change);
        const replaces = [...diff].flatMap(([path, kind]) => (kind === "replace" ? [path] : []));
        if (preview && replaces.length > 0) await resource().previewReplacement(id, news);
        else if (preview && diff.size > 0) await resource().previewUpdate(change);
        return { changes: diff.size > 0, ...(replaces.length > 0 && { replaces }) };
      });
    },

    async create(inputs: object) {
      const outs = await withoutStack(() => resource().create(inputs), inputs);
      return { id: resource().idOf(inputs), outs };
    },

    async read(id: string, props: object) {
      const read = await withoutStack(() => resource().read({ id, olds: props }));
      return read ? { id, props: read.outputs, inputs: read.inputs } : { id: "", props: {} };
    },

    async update(id: string, olds: object, news: object) {
      const ignored = programContexts.get(id)?.ignoreChanges;
      return {
        outs: await withoutStack(() => resource().update({ id, olds, news, ignored }), news),
      };
    },

    async delete(id: string, olds: object) {
      await withoutStack(() => resource().delete(id, olds));
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

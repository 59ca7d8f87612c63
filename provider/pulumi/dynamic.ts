/**
 * Serves a resource through Pulumi's dynamic provider protocol.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
import type { dynamic } from "@pulumi/pulumi";
import { ResourceInitFailedError, type Upcoming } from "../resource/Resource";
import type { Provider } from "../resource/resources";
import { unknownSetting } from "../settings";
import { reportOnce } from "./reportOnce";

/**
 * What the engine does not tell a dynamic provider: the program adds it to the inputs, and `check` removes it,
 * so that no state has it.
 */
export interface ProgramHints {
  readonly name: string;
  /** Unique, unlike the name. */
  readonly id: string;
  readonly preview: boolean;
  readonly ignoreChanges: readonly string[];
  /** The names in the `alexa` namespace of the stack's configuration. */
  readonly settings?: readonly string[];
  /** What is known of the resources that the program declares after this one, up to a few. */
  readonly upcoming?: readonly Upcoming[];
}

type Properties = Record<string, unknown>;

/**
 * @param provider is not called before the engine calls, since programs import this, too.
 * @param type the resource's name in {@link Provider.resources}.
 */
export function createDynamicProvider(provider: () => Provider, type: keyof Provider["resources"]) {
  /** By resource id. Empty in `refresh` and `destroy`, which do not call `check`. */
  const programHints = new Map<string, ProgramHints>();
  const resource = () => provider().resources[type];

  return {
    async configure({ config }) {
      provider().session.configure((name) => config.get(`alexa:${name}`));
    },

    async check(olds: object, news: Properties) {
      const { __program: program, ...given } = news as Properties & { __program?: ProgramHints };
      const declaredBy = program && {
        id: program.id,
        name: program.name,
        title: `"${program.name}"`,
      };
      const { inputs, failures } = resource().check(given, declaredBy);
      // A misspelt setting may be why the credentials seem to be missing.
      const reasons = [...(program?.settings ?? []).flatMap(unknownSetting), ...failures];
      if (program && reasons.length === 0) {
        const id = resource().idOf(inputs);
        const isNew = Object.keys(olds).length === 0;
        programHints.set(id, program);
        // A create needs no diff, and where one resource is new, the next may be.
        if (program.preview || !isNew) provider().prefetch(program.upcoming ?? []);
        if (program.preview && isNew) {
          await resource()
            .previewCreate(inputs, { isPreview: true, name: program.name })
            .catch(({ message }: Error) => reasons.push(message));
        }
      }
      return { inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
    },

    async diff(id: string, olds: object, news: object) {
      const { name, preview, ignoreChanges } = programHints.get(resource().idOf(news)) ?? {};
      const change = { id, olds, news, ignored: ignoreChanges };
      return withoutStack(async () => {
        const call = { isPreview: preview, name };
        const diff = await resource().diff(change, call);
        const replaces = [...diff].flatMap(([path, kind]) => (kind === "replace" ? [path] : []));
        if (preview && replaces.length > 0) await resource().previewReplacement(change, news, call);
        else if (preview && diff.size > 0) await resource().previewUpdate(change, call);
        // A state of the plugin's has no code, which Pulumi needs to delete the resource: an update adds it.
        const lacksCode = "__provider" in news && !("__provider" in olds);
        return {
          changes: diff.size > 0 || lacksCode,
          replaces: replaces.length > 0 ? replaces : undefined,
        };
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
      const change = { id, olds, news, ignored: programHints.get(id)?.ignoreChanges };
      return { outs: await withoutStack(() => resource().update(change), news) };
    },

    async delete(id: string, olds: object) {
      await withoutStack(() => resource().delete(id, olds));
    },
  } satisfies dynamic.ResourceProvider;
}

/**
 * Throws errors without their stack, which Pulumi would print.
 *
 * @param inputs of a resource that the state keeps if this stops halfway. They have the provider's code, which
 *   refresh and destroy need in the outputs; Pulumi itself only adds it on success.
 */
async function withoutStack<T>(work: () => Promise<T>, inputs: object = {}): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const plain = Object.assign(new Error((error as Error).message), { name: "", stack: "" });
    if (!(error instanceof ResourceInitFailedError)) throw reportOnce(plain);
    const code = Object.entries(inputs).filter(([name]) => name === "__provider");
    const properties = { ...error.properties, ...Object.fromEntries(code) };
    throw Object.assign(plain, { id: error.id, properties, reasons: [error.message] });
  }
}

/**
 * The lifecycle as a Pulumi dynamic resource.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
import type { dynamic } from "@pulumi/pulumi";
import { HalfDoneError, Operations, type Surroundings, stepsTowards } from "./operations";
import {
  desiredOf,
  type Inputs,
  isManagedAlike,
  isUnknown,
  knownOf,
  type Outputs,
} from "./properties";

export function createDynamicProvider(surroundings: Surroundings) {
  const operations = new Operations(surroundings);

  return {
    async configure({ config }) {
      operations.configure((name) => config.get(`alexa:${name}`));
    },

    async check(_olds: unknown, news: Record<string, unknown>) {
      const { __provider: _, ...given } = news;
      return operations.check(given);
    },

    async diff(id: string, olds: Outputs, news: Inputs) {
      if (news.skillId !== id) {
        await operations.announceReplacement(id);
        return { changes: true, replaces: ["skillId"] };
      }
      if (Object.values(news).some(isUnknown)) return { changes: true };
      return plainly(async () => {
        const observed = await operations.look(id, desiredOf(news), knownOf(olds));
        const steps = stepsTowards(observed, news);
        await operations.announce(id, observed, news, steps);
        return { changes: steps.length > 0 || !isManagedAlike(olds, news) };
      });
    },

    async create(inputs: Inputs) {
      return { id: inputs.skillId, outs: await plainly(() => operations.create(inputs)) };
    },

    async read(id: string, props: Outputs) {
      const read = await plainly(() => operations.read(id, { ...props, skillId: id }));
      return read ? { id, props: read.outputs, inputs: read.inputs } : { id: "", props: {} };
    },

    async update(id: string, olds: Outputs, news: Inputs) {
      return { outs: await plainly(() => operations.update(id, olds, news)) };
    },

    async delete(id: string, _props: Outputs) {
      await plainly(() => operations.delete(id));
    },
  } satisfies dynamic.ResourceProvider;
}

/** Pulumi prints the stack of what a dynamic provider throws: the message is what the user needs. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const plain = Object.assign(new Error((error as Error).message), { name: "", stack: "" });
    if (!(error instanceof HalfDoneError)) throw plain;
    const { id, properties, reasons } = error;
    throw Object.assign(plain, { id, properties, reasons });
  }
}

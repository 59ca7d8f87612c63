/** Both front ends as the engine calls them, each in a process of its own, with what the wire makes of values. */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { createDynamicProvider, type ProgramHints } from "../../provider/pulumi/dynamic";
import { createPlugin, namespace } from "../../provider/pulumi/plugin";
import type { ProviderRuntime } from "../../provider/resource/ProviderSession";
import { createProvider } from "../../provider/resource/resources";
import type { Inputs } from "../../provider/resource/skillBetaTest/inputs";
import type { Outputs } from "../../provider/resource/skillBetaTest/properties";

export type FrontEnd = "dynamic" | "plugin";
export type Properties = Record<string, unknown>;
/** The settings of a provider, as the engine has them. */
export type Config = Properties;

/** What the engine hands a provider of a resource that is there. */
export interface Kept {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface Provider {
  check(urn: string, olds: Properties, news: Properties): Promise<Checked>;
  diff(urn: string, kept: Kept, news: Properties, ignored: readonly string[]): Promise<Diff>;
  /** In a preview, the outputs as far as they are known; a dynamic resource is not asked then. */
  create(urn: string, news: Properties, preview: boolean): Promise<Kept>;
  /** Undefined where the resource is gone. */
  read(urn: string, kept: Kept): Promise<Kept | undefined>;
  update(urn: string, kept: Kept, news: Properties, preview: boolean): Promise<Kept>;
  delete(urn: string, kept: Kept): Promise<void>;
  /** As the state keeps them: where they are secret, they say so. */
  checkConfig(config: Config): Promise<Config>;
  configure(config: Config): Promise<void>;
  /** Whether other settings are taken for what follows. */
  diffConfig(olds: Config, news: Config): Promise<boolean>;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly string[];
}

export interface Diff {
  readonly changes: boolean;
  readonly replaces: boolean;
}

/** A failure that leaves the resource in the state. */
export class InitError extends Error {
  constructor(
    message: string,
    readonly outputs: Properties,
  ) {
    super(message);
  }
}

/** What stands in every dynamic resource's inputs and outputs: its code. */
const code = { __provider: "exports.handler = () => skillBetaTest" };

export type TypeName = "SkillBetaTest" | "SkillBetaTester";

const prefixes: Record<FrontEnd, string> = {
  dynamic: "pulumi-nodejs:dynamic/alexa:",
  plugin: namespace,
};

const providerUrn = "urn:pulumi:test::test::pulumi:providers:alexa::default";

export interface Identity {
  readonly type: TypeName;
  readonly frontEnd: FrontEnd;
  readonly name: string;
}

export function urnOf({ type, frontEnd, name }: Identity): string {
  return `urn:pulumi:test::test::${prefixes[frontEnd]}${type}::${name}`;
}

/** What a program registers: with what `sdk/DynamicResource.ts` adds for a dynamic resource. */
export function goalOf(
  frontEnd: FrontEnd,
  type: TypeName,
  args: object,
  side: Omit<ProgramHints, "id">,
): Properties {
  if (frontEnd === "plugin") return { ...args };
  return { ...args, ...code, __program: { ...side, id: `${type} ${side.name} 1` } };
}

/** @returns a new process, which knows nothing of the former. */
export function start(frontEnd: FrontEnd, runtime: ProviderRuntime): Provider {
  return frontEnd === "plugin" ? startPlugin(runtime) : startDynamic(runtime);
}

function startDynamic(runtime: ProviderRuntime): Provider {
  const resources = createProvider(runtime);
  const tests = createDynamicProvider(() => resources, "SkillBetaTest");
  const testers = createDynamicProvider(() => resources, "SkillBetaTester");
  const of = (urn: string) => (urn.includes(":SkillBetaTester::") ? testers : tests);
  const keeping = async (work: () => Promise<Kept>): Promise<Kept> => {
    try {
      return await work();
    } catch (error) {
      const { message, id, properties } = error as Error & { id?: string; properties?: object };
      if (id === undefined) throw error;
      throw new InitError(message, wired({ ...properties, ...code }));
    }
  };
  return {
    async check(urn, olds, news) {
      const { inputs, failures } = await of(urn).check(wired(olds), wired(news));
      const reasons = failures.map(({ reason }) => reason);
      return { inputs: wired({ ...inputs, ...code }), failures: reasons };
    },
    async diff(urn, { id, outputs }, news) {
      const diff = await of(urn).diff(id, wired<Outputs>(outputs), wired<Inputs>(news));
      return { changes: diff.changes, replaces: diff.replaces !== undefined };
    },
    create: (urn, news, preview) =>
      keeping(async () => {
        if (preview) return { id: "", inputs: news, outputs: news };
        const { id, outs } = await of(urn).create(wired<Inputs>(news));
        return { id, inputs: news, outputs: wired({ ...outs, ...code }) };
      }),
    async read(urn, { id, inputs: kept, outputs }) {
      const read = await of(urn).read(id, wired<Outputs>(outputs));
      if (!read.id) return undefined;
      const inputs = "inputs" in read ? read.inputs : undefined;
      return {
        id: read.id,
        inputs: wired({ ...(inputs ?? kept), ...code }),
        outputs: wired({ ...read.props, ...code }),
      };
    },
    update: (urn, kept, news, preview) =>
      keeping(async () => {
        if (preview) return kept;
        const { outs } = await of(urn).update(
          kept.id,
          wired<Outputs>(kept.outputs),
          wired<Inputs>(news),
        );
        return { id: kept.id, inputs: news, outputs: wired({ ...outs, ...code }) };
      }),
    delete: (urn, { id, outputs }) => of(urn).delete(id, wired<Outputs>(outputs)),
    checkConfig: async (config) => config,
    configure: (config) =>
      tests.configure({
        config: { get: (key: string) => config[key.replace("alexa:", "")] } as never,
      }),
    // A dynamic provider does not say: the engine compares.
    diffConfig: async (olds, news) => JSON.stringify(olds) !== JSON.stringify(news),
  };
}

function startPlugin(runtime: ProviderRuntime): Provider {
  const plugin = createPlugin({
    runtime,
    createRuntime: () => runtime,
    version: "0.0.0",
    schema: () => "{}",
  });
  const call = <T>(method: string, request: unknown) => callPlugin<T>(plugin, method, request);
  return {
    async check(urn, olds, news) {
      const request = new proto.CheckRequest()
        .setUrn(urn)
        .setOlds(struct(olds))
        .setNews(struct(news));
      const response = await call<proto.CheckResponse>("check", request);
      const failures = response.getFailuresList().map((failure) => failure.getReason());
      return { inputs: plain(response.getInputs()), failures };
    },
    async diff(urn, { id, inputs, outputs }, news, ignored) {
      const request = new proto.DiffRequest()
        .setUrn(urn)
        .setId(id)
        .setOldInputs(struct(inputs))
        .setOlds(struct(outputs))
        .setNews(struct(news))
        .setIgnorechangesList([...ignored]);
      const response = await call<proto.DiffResponse>("diff", request);
      return {
        changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: response.getReplacesList().length > 0,
      };
    },
    async create(urn, news, preview) {
      const request = new proto.CreateRequest()
        .setUrn(urn)
        .setProperties(struct(news))
        .setPreview(preview);
      const response = await call<proto.CreateResponse>("create", request);
      return { id: response.getId(), inputs: news, outputs: plain(response.getProperties()) };
    },
    async read(urn, { id, inputs, outputs }) {
      const request = new proto.ReadRequest()
        .setUrn(urn)
        .setId(id)
        .setInputs(struct(inputs))
        .setProperties(struct(outputs));
      const response = await call<proto.ReadResponse>("read", request);
      if (!response.getId()) return undefined;
      return {
        id: response.getId(),
        inputs: plain(response.getInputs()),
        outputs: plain(response.getProperties()),
      };
    },
    async update(urn, { id, inputs, outputs }, news, preview) {
      const request = new proto.UpdateRequest()
        .setUrn(urn)
        .setId(id)
        .setOldInputs(struct(inputs))
        .setOlds(struct(outputs))
        .setNews(struct(news))
        .setPreview(preview);
      const response = await call<proto.UpdateResponse>("update", request);
      return { id, inputs: news, outputs: plain(response.getProperties()) };
    },
    async delete(urn, { id, inputs, outputs }) {
      const request = new proto.DeleteRequest()
        .setUrn(urn)
        .setId(id)
        .setOldInputs(struct(inputs))
        .setProperties(struct(outputs));
      await call("delete", request);
    },
    async checkConfig(config) {
      const request = new proto.CheckRequest().setUrn(providerUrn).setNews(struct(config));
      return plain((await call<proto.CheckResponse>("checkConfig", request)).getInputs());
    },
    async configure(config) {
      await call("configure", new proto.ConfigureRequest().setArgs(struct(config)));
    },
    async diffConfig(olds, news) {
      const request = new proto.DiffRequest()
        .setOldInputs(struct(olds))
        .setOlds(struct(olds))
        .setNews(struct(news));
      const response = await call<proto.DiffResponse>("diffConfig", request);
      return response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME;
    },
  };
}

type Handler = (
  call: { request: unknown },
  reply: (error: Failure | null, response: never) => void,
) => void;

interface Failure {
  readonly message: string;
  readonly metadata?: { get(name: string): unknown[] };
}

function callPlugin<T>(
  { implementation }: ReturnType<typeof createPlugin>,
  method: string,
  request: unknown,
): Promise<T> {
  const handlers = implementation as unknown as Record<string, Handler>;
  return new Promise((resolve, reject) => {
    handlers[method]?.({ request }, (error, response) => {
      if (error) reject(errorFrom(error));
      else resolve(response);
    });
  });
}

/** What a failure says of the resource that it leaves stands in its details. */
function errorFrom({ message, metadata }: Failure): Error {
  const [details] = metadata?.get("grpc-status-details-bin") ?? [];
  if (!details) return new Error(message);
  const [any] = Status.deserializeBinary(details as Uint8Array).getDetailsList();
  const failed = proto.ErrorResourceInitFailed.deserializeBinary(
    any?.getValue_asU8() as Uint8Array,
  );
  return new InitError(message, plain(failed.getProperties()));
}

function struct(properties: object): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

function plain(properties: Struct | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

/** What is left of a value on its way between two processes; it throws for `undefined`. */
function wired<T = Properties>(properties: object): T {
  return plain(struct(properties)) as T;
}

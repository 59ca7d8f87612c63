/**
 * The lifecycle behind Pulumi's plugin protocol.
 *
 * Source: `provider.proto` of Pulumi.
 */
import { Metadata, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  type IResourceProviderServer,
  ResourceProviderService,
} from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { check as checkInputs } from "../betaTest/check";
import { plan } from "../betaTest/plan";
import { type DiffKind, detailedDiff } from "../resource/diff";
import {
  type CallOptions,
  Operations,
  type ProviderRuntime,
  ResourceInitFailedError,
} from "../resource/operations";
import {
  desiredOf,
  type Inputs,
  inputsFromObserved,
  lastKnownOf,
  type Outputs,
  previewOutputs,
  unknownIn,
} from "../resource/properties";
import { configHandlers } from "./pluginConfig";
import { fromStruct, toStruct } from "./protobuf";

export interface PluginOptions {
  readonly runtime: ProviderRuntime;
  /** The runtime of another engine: of each run, where the plugin was started by hand for a debugger. */
  attached(engineAddress: string, onGone: () => void): ProviderRuntime;
  readonly version: string;
  /** The package's schema, as JSON. */
  readonly schema: () => string;
}

export const resourceType = "alexa:index:SkillBetaTest";
export const functionType = "alexa:index:getSkillBetaTest";

const kinds: Record<DiffKind, proto.PropertyDiff.Kind> = {
  add: proto.PropertyDiff.Kind.ADD,
  delete: proto.PropertyDiff.Kind.DELETE,
  update: proto.PropertyDiff.Kind.UPDATE,
  replace: proto.PropertyDiff.Kind.UPDATE_REPLACE,
  output: proto.PropertyDiff.Kind.UPDATE,
};

/** A plugin's service: `server.addService(service, implementation)`. */
export function createPlugin(options: PluginOptions) {
  let operations = new Operations(options.runtime);
  /** The skill that a resource is to be about in place of another, by the resource's URN. */
  const replaced = new Map<string, string>();

  const handlers: { [method: string]: (request: never) => Promise<unknown> } = {
    async handshake() {
      return new proto.ProviderHandshakeResponse();
    },

    /** Another run, which knows nothing of the one before: `PULUMI_DEBUG_PROVIDERS`. */
    async attach(request: PluginAttach) {
      const attached: Operations = new Operations(
        options.attached(request.getAddress(), () => attached.cancel()),
      );
      operations = attached;
      replaced.clear();
      return new Empty();
    },

    async getPluginInfo() {
      return new PluginInfo().setVersion(options.version);
    },

    async getSchema() {
      return new proto.GetSchemaResponse().setSchema(options.schema());
    },

    ...configHandlers(() => operations),

    async check(request: proto.CheckRequest) {
      const { urn, type, name } = partsOf(request.getUrn());
      expectType(type, resourceType);
      const { inputs, failures } = operations.check(fromStruct(request.getNews()), {
        id: urn,
        name: `"${name}" (${urn})`,
      });
      return checkResponse(
        inputs,
        failures.map(({ reason }) => reason),
      );
    },

    async diff(request: proto.DiffRequest) {
      const olds = fromStruct(request.getOlds()) as unknown as Outputs;
      const state = { ...olds, ...fromStruct(request.getOldInputs()) };
      const news = fromStruct(request.getNews()) as unknown as Inputs;
      const [id, call] = [request.getId(), optionsOf(request)];
      if (news.skillId !== id) {
        replaced.set(request.getUrn(), id);
        return diffResponse(detailedDiff(state, news));
      }
      // The engine asks about the read as well, before it knows today's settings.
      if (unknownIn(news).length > 0 || operations.isUnread(id))
        return diffResponse(detailedDiff(state, news));

      const observed = await operations.observe(id, desiredOf(news), lastKnownOf(olds), call);
      // What the state says is compared as well: where Amazon is ahead of it, it has to catch up.
      const diff = new Map([
        ...detailedDiff(olds, news),
        ...detailedDiff(inputsFromObserved(state, observed), news),
      ]);
      // A test that is on its way, or went another one by itself, differs by its status alone.
      if (diff.size === 0 && plan(observed, desiredOf(news)).length > 0)
        diff.set("status", "output");
      if (diff.size === 0) await operations.announceExpiry(id, observed, call);
      return diffResponse(diff);
    },

    async create(request: proto.CreateRequest) {
      const inputs = fromStruct(request.getProperties()) as unknown as Inputs;
      const response = new proto.CreateResponse().setRefreshBeforeUpdate(true);
      if (request.getPreview())
        return response.setProperties(toStruct(await previewCreate(inputs, request)));
      const outputs = await operations.create(inputs, optionsOf(request));
      return response.setId(inputs.skillId).setProperties(toStruct(outputs));
    },

    async read(request: proto.ReadRequest) {
      const id = request.getId();
      const olds = fromStruct(request.getProperties()) as unknown as Outputs;
      const state = { ...olds, ...fromStruct(request.getInputs()) };
      const response = new proto.ReadResponse().setRefreshBeforeUpdate(true);
      const read =
        "skillId" in state
          ? await operations.readBeforeUpdate(id, state, olds, optionsOf(request))
          : await operations.readNew(id);
      if (!read) return response;
      return response
        .setId(id)
        .setProperties(toStruct(read.outputs))
        .setInputs(toStruct(read.inputs));
    },

    async update(request: proto.UpdateRequest) {
      const olds = fromStruct(request.getOlds()) as unknown as Outputs;
      const news = fromStruct(request.getNews()) as unknown as Inputs;
      const response = new proto.UpdateResponse().setRefreshBeforeUpdate(true);
      if (request.getPreview()) {
        const steps = await operations.previewUpdate(
          request.getId(),
          olds,
          news,
          optionsOf(request),
        );
        return response.setProperties(toStruct(previewOutputs(news, olds, steps)));
      }
      const outputs = await operations.update(request.getId(), olds, news, optionsOf(request));
      return response.setProperties(toStruct(outputs));
    },

    async delete(request: proto.DeleteRequest) {
      const olds = fromStruct(request.getProperties());
      await operations.delete(request.getId(), olds, optionsOf(request));
      return new Empty();
    },

    async invoke(request: proto.InvokeRequest) {
      expectType(request.getTok(), functionType);
      const { skillId } = fromStruct(request.getArgs());
      const [failure] = checkInputs({ skillId }, () => false);
      if (failure) {
        const { reason } = failure;
        return new proto.InvokeResponse().setFailuresList([
          new proto.CheckFailure().setReason(reason),
        ]);
      }
      return new proto.InvokeResponse().setReturn(
        toStruct(await operations.describe(String(skillId))),
      );
    },

    async cancel() {
      operations.cancel();
      return new Empty();
    },
  };

  /** What a new resource will be; and in the preview already, whether it may be. */
  async function previewCreate(inputs: Inputs, request: proto.CreateRequest): Promise<object> {
    const call = optionsOf(request);
    const old = replaced.get(request.getUrn());
    if (old) await operations.announceReplacement(old, inputs.skillId, call);
    const steps = await operations.previewCreate(inputs, call);
    return previewOutputs(inputs, undefined, steps);
  }

  return { service: ResourceProviderService, implementation: serving(handlers) };
}

/** Async functions as gRPC's callbacks, with errors as the engine wants them. */
function serving(handlers: { [method: string]: (request: never) => Promise<unknown> }) {
  const implementation: Record<string, unknown> = {};
  for (const [method, handle] of Object.entries(handlers)) {
    implementation[method] = (
      call: ServerUnaryCall<never, unknown>,
      reply: sendUnaryData<unknown>,
    ) => {
      handle(call.request).then(
        (response) => reply(null, response),
        (error: Error) => reply(errorFor(error)),
      );
    };
  }
  return implementation as unknown as IResourceProviderServer;
}

/** A half-done operation carries the resource in the error's details, so that the state keeps it. */
function errorFor(error: Error) {
  const { message } = error;
  if (!(error instanceof ResourceInitFailedError)) return { code: status.UNKNOWN, message };
  const failed = new proto.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.properties))
    .setReasonsList(error.reasons)
    .setRefreshBeforeUpdate(true);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([detail]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return { code: status.UNKNOWN, message, metadata };
}

function checkResponse(
  inputs: Record<string, unknown>,
  reasons: readonly string[],
): proto.CheckResponse {
  return new proto.CheckResponse()
    .setInputs(toStruct(inputs))
    .setFailuresList(reasons.map((reason) => new proto.CheckFailure().setReason(reason)));
}

function diffResponse(diff: ReadonlyMap<string, DiffKind>): proto.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(diff.size > 0 ? DIFF_SOME : DIFF_NONE)
    .setHasdetaileddiff(true)
    .setDiffsList([...new Set([...diff.keys()].map((path) => path.replace(/\[.*/, "")))])
    .setReplacesList([...diff].filter(([, kind]) => kind === "replace").map(([path]) => path));
  for (const [path, kind] of diff) {
    const property = new proto.PropertyDiff().setKind(kinds[kind]).setInputdiff(kind !== "output");
    response.getDetaileddiffMap().set(path, property);
  }
  return response;
}

/** What a request says beside its properties. */
function optionsOf(request: { getUrn(): string; getTimeout?(): number }): CallOptions {
  const seconds = request.getTimeout?.() ?? 0;
  return { urn: request.getUrn(), ...(seconds > 0 && { timeoutMs: seconds * 1000 }) };
}

/** A URN is `urn:pulumi:STACK::PROJECT::TYPES::NAME`, and the name may hold anything. */
function partsOf(urn: string): { urn: string; type: string | undefined; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.split("$").at(-1), name: name.join("::") };
}

function expectType(actual: string | undefined, expected: string): void {
  if (actual !== expected)
    throw new Error(`${actual} is not known to this plugin; it has ${expected}.`);
}

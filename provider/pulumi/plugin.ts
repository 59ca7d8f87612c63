/**
 * Serves the resources and functions through Pulumi's plugin protocol.
 *
 * `pulumi.provider.main` would serve a plugin, too, but does not support previews, timeouts, detailed diffs,
 * imports, URNs or cancellation.
 *
 * Source: `provider.proto` of Pulumi.
 */
import type { handleUnaryCall } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  type IResourceProviderServer,
  ResourceProviderService,
} from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ProviderRuntime } from "../resource/ProviderSession";
import type { AnyResource, CallOptions, Change } from "../resource/Resource";
import { createProvider } from "../resource/resources";
import { configHandlers } from "./pluginConfig";
import { fromStruct, toDiffResponse, toFailures, toServiceError, toStruct } from "./protobuf";

export interface PluginOptions {
  readonly runtime: ProviderRuntime;
  /** For another engine, when the plugin was started under a debugger and serves many runs. */
  createRuntime(engineAddress: string, onDisconnect: () => void): ProviderRuntime;
  readonly version: string;
  /** The package's schema, as JSON. */
  readonly schema: () => string;
}

/** The prefix of every type and function in the schema. */
export const namespace = "alexa:index:";

/** Only the service's methods: gRPC's own type allows any name. */
type Handlers = {
  [Method in keyof IResourceProviderServer as string extends Method
    ? never
    : number extends Method
      ? never
      : Method]?: IResourceProviderServer[Method] extends handleUnaryCall<
    infer Request,
    infer Response
  >
    ? (request: Request) => Promise<Response>
    : never;
};

/** For `server.addService(service, implementation)`. */
export function createPlugin(options: PluginOptions) {
  let provider = createProvider(options.runtime);
  /** The resources that the state has, as far as the engine has told, by URN: one that is created then is replaced. */
  const olds = new Map<string, Pick<Change<object, object>, "id" | "olds">>();
  /** How often each was checked: what is replaced is checked twice, but not with `--replace`, or once it is deleted. */
  const checks = new Map<string, number>();
  /** The type in a state may be one of another front end's. */
  const resourceOf = (urn: string): AnyResource => {
    const { type } = partsOf(urn);
    const all = Object.values(provider.resources);
    const aliased = all.find(({ aliases }) => aliases.includes(type));
    return aliased ?? findByToken(provider.resources, type);
  };

  const handlers: Handlers = {
    async handshake() {
      return new proto.ProviderHandshakeResponse();
    },

    /** Starts another run, with `PULUMI_DEBUG_PROVIDERS`. */
    async attach(request) {
      const attached = createProvider(
        options.createRuntime(request.getAddress(), () => attached.session.cancel()),
      );
      provider = attached;
      olds.clear();
      checks.clear();
      return new Empty();
    },

    async getPluginInfo() {
      return new PluginInfo().setVersion(options.version);
    },

    async getSchema() {
      return new proto.GetSchemaResponse().setSchema(options.schema());
    },

    ...configHandlers(() => provider.session),

    async check(request) {
      const urn = request.getUrn();
      checks.set(urn, (checks.get(urn) ?? 0) + 1);
      const { type, name } = partsOf(urn);
      const resource = findByToken(provider.resources, type);
      const declaredBy = { id: urn, name, title: `"${name}" (${urn})` };
      const checked = resource.check(fromStruct(request.getNews()), declaredBy);
      return new proto.CheckResponse()
        .setInputs(toStruct(checked.inputs))
        .setFailuresList(toFailures(checked.failures));
    },

    async diff(request) {
      const urn = request.getUrn();
      const change = changeOf(request);
      olds.set(urn, change);
      return toDiffResponse(await resourceOf(urn).diff(change, callOf(request)));
    },

    async create(request) {
      const urn = request.getUrn();
      const resource = resourceOf(urn);
      const news = fromStruct(request.getProperties());
      const old = olds.get(urn);
      const replacesItself = old !== undefined && old.id === resource.idOf(news);
      const mayBeDeletedFirst = replacesItself && checks.get(urn) === 1;
      const isPreview = request.getPreview();
      const call = { ...callOf(request), isPreview, replacesItself, mayBeDeletedFirst };
      const response = new proto.CreateResponse().setRefreshBeforeUpdate(true);
      if (!isPreview) {
        const outputs = await resource.create(news, call);
        return response.setId(resource.idOf(news)).setProperties(toStruct(outputs));
      }
      if (old && !replacesItself) await resource.previewReplacement(old, news, call);
      return response.setProperties(toStruct(await resource.previewCreate(news, call)));
    },

    async read(request) {
      const stored = {
        id: request.getId(),
        olds: fromStruct(request.getProperties()),
        oldInputs: fromStruct(request.getInputs()),
        mayDeferToDiff: true,
      };
      const read = await resourceOf(request.getUrn()).read(stored, callOf(request));
      const response = new proto.ReadResponse().setRefreshBeforeUpdate(true);
      if (!read) return response;
      if (Object.keys(stored.olds).length > 0) olds.set(request.getUrn(), stored);
      return response
        .setId(read.id ?? stored.id)
        .setProperties(toStruct(read.outputs))
        .setInputs(toStruct(read.inputs ?? stored.oldInputs));
    },

    async update(request) {
      const resource = resourceOf(request.getUrn());
      const isPreview = request.getPreview();
      const [change, call] = [changeOf(request), { ...callOf(request), isPreview }];
      const outputs = isPreview
        ? await resource.previewUpdate(change, call)
        : await resource.update(change, call);
      return new proto.UpdateResponse()
        .setRefreshBeforeUpdate(true)
        .setProperties(toStruct(outputs));
    },

    async delete(request) {
      provider.session.assertNoDryRun();
      const olds = fromStruct(request.getProperties());
      await resourceOf(request.getUrn()).delete(request.getId(), olds, callOf(request));
      return new Empty();
    },

    async invoke(request) {
      const called = findByToken(provider.functions, request.getTok());
      const args = fromStruct(request.getArgs());
      const reasons = called.check(args);
      const response = new proto.InvokeResponse();
      return reasons.length > 0
        ? response.setFailuresList(toFailures(reasons))
        : response.setReturn(toStruct(await called.invoke(args)));
    },

    async cancel() {
      provider.session.cancel();
      return new Empty();
    },
  };

  return { service: ResourceProviderService, implementation: toImplementation(handlers) };
}

/** Converts async functions to gRPC's callbacks. */
function toImplementation(handlers: Handlers): IResourceProviderServer {
  const callbacks = Object.entries(handlers).map(([method, handle]) => {
    const callback: handleUnaryCall<unknown, unknown> = ({ request }, reply) => {
      (handle as (request: unknown) => Promise<unknown>)(request).then(
        (response) => reply(null, response),
        (error: Error) => reply(toServiceError(error)),
      );
    };
    return [method, callback];
  });
  return Object.fromEntries(callbacks);
}

function changeOf(request: proto.DiffRequest | proto.UpdateRequest) {
  return {
    id: request.getId(),
    olds: fromStruct(request.getOlds()),
    oldInputs: fromStruct(request.getOldInputs()),
    news: fromStruct(request.getNews()),
  };
}

function callOf(request: { getUrn(): string; getTimeout?(): number }): CallOptions {
  const seconds = request.getTimeout?.() ?? 0;
  return { urn: request.getUrn(), timeoutMs: seconds > 0 ? seconds * 1000 : undefined };
}

/** A URN is `urn:pulumi:STACK::PROJECT::TYPES::NAME`; the name may contain anything, even `::`. */
function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/** @throws if this package has no such type or function. */
function findByToken<T>(all: Readonly<Record<string, T>>, token: string): T {
  const name = token.startsWith(namespace) ? token.slice(namespace.length) : "";
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found) return found;
  const known = Object.keys(all).map((each) => namespace + each);
  throw new Error(`unknown type or function ${token}; valid: ${known.join(", ")}`);
}

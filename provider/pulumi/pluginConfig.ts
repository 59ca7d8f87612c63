/**
 * The plugin protocol's methods for the provider's own settings.
 *
 * Source: `provider.proto` of Pulumi.
 */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { ProviderSession } from "../resource/ProviderSession";
import { isUnknown } from "../resource/unknown";
import {
  engineOptions,
  isDefaultProvider,
  isSecretSetting,
  isSetting,
  settingNames,
  unknownSetting,
} from "../settings";
import { fromStruct, toFailures, toStruct } from "./protobuf";

// The engine's wrapper of a secret: `specialSigKey` and `specialSecretSig` of `@pulumi/pulumi/runtime/rpc`,
// which is not imported because it would load all of Pulumi's runtime at every start of the plugin.
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

type Given = Readonly<Record<string, unknown>>;

/** @param session of the current run. */
export function configHandlers(
  session: () => Pick<ProviderSession, "configure" | "commandRunsProgram">,
) {
  return {
    async checkConfig(request: proto.CheckRequest) {
      session().commandRunsProgram = true;
      const given = ownSettings(request.getUrn(), fromStruct(request.getNews()));
      const inputs = Object.entries(given).map(([name, value]) => [
        name,
        isSecretSetting(name) && !isMissing(value) ? wrapSecret(value) : value,
      ]);
      const problems = Object.entries(given).flatMap(([name, value]) => problemOf(name, value));
      return new proto.CheckResponse()
        .setInputs(toStruct(Object.fromEntries(inputs)))
        .setFailuresList(toFailures(problems));
    },

    /** Without a difference, the engine keeps the settings of the last run. No difference replaces the provider. */
    async diffConfig(request: proto.DiffRequest) {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      const news = fromStruct(request.getNews());
      const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
      const changed = [...names].filter((name) => textOf(olds[name]) !== textOf(news[name]));
      const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
      return new proto.DiffResponse()
        .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(changed);
    },

    async configure(request: proto.ConfigureRequest) {
      const given = fromStruct(request.getArgs());
      // Settings from the state were only checked by the version that stored them.
      const [problem] = settingNames.flatMap((name) => problemOf(name, given[name]));
      if (problem) throw new Error(problem);
      const providerName = request.getName();
      const isExplicit = providerName !== undefined && !isDefaultProvider(providerName);
      session().configure(
        (name) => {
          const text = textOf(given[name]);
          if (isUnknown(text)) throw new Error(`alexa:${name} is not known yet`);
          return text;
        },
        isExplicit ? providerName : undefined,
      );
      return new proto.ConfigureResponse().setSupportspreview(true);
    },
  };
}

/** A project named `alexa` has its own settings in the same namespace, and the engine passes them all. */
function ownSettings(urn: string, given: Given): Given {
  const [, project, , name] = urn.split("::");
  if (project !== "alexa" || !isDefaultProvider(name ?? "")) return given;
  const own = Object.entries(given).filter(([key]) => isSetting(key) || engineOptions.has(key));
  return Object.fromEntries(own);
}

function problemOf(name: string, value: unknown): string[] {
  if (engineOptions.has(name)) return [];
  const unknown = unknownSetting(name);
  if (unknown.length > 0) return unknown;
  const isText = ["string", "number"].includes(typeof (unwrap(value) ?? ""));
  return isText ? [] : [`alexa:${name} must be a string or a number`];
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function textOf(value: unknown): string | undefined {
  const known = unwrap(value);
  return isMissing(known) ? undefined : String(known);
}

/** Secrets can be nested. */
function unwrap(value: unknown): unknown {
  return isSecret(value) ? unwrap(value.value) : value;
}

function wrapSecret(value: unknown): Given {
  return { [signatureKey]: secretSignature, value: unwrap(value) };
}

function isSecret(value: unknown): value is { value: unknown } {
  return (value as Given | null | undefined)?.[signatureKey] === secretSignature;
}

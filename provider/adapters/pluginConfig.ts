/**
 * The provider's own settings, as the engine asks a plugin about them.
 *
 * Source: `provider.proto` of Pulumi.
 */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type SettingName, settingNames } from "../settings";
import type { Operations } from "./operations";
import { isUnknown } from "./properties";

/** What the engine keeps beside a provider's settings. */
const enginesOwn = new Set(["version", "pluginDownloadURL", "__internal"]);

/** Encrypted in the state, also where nobody said that they are secret. */
const alwaysSecret = new Set(["accessToken", "clientSecret", "refreshToken"]);

// The engine's wrapper of a secret: `specialSigKey` and `specialSecretSig` of `@pulumi/pulumi/runtime/rpc`,
// which is not imported because it would load all of Pulumi's runtime at every start of the plugin.
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

type Given = Readonly<Record<string, unknown>>;

export function configHandlers(operations: Pick<Operations, "configure">) {
  return {
    async checkConfig(request: proto.CheckRequest) {
      const given = fromStruct(request.getNews());
      const inputs = Object.entries(given).map(([name, value]) => [
        name,
        alwaysSecret.has(name) && !isMissing(value) ? wrapSecret(value) : value,
      ]);
      const problems = Object.entries(given).flatMap(([name, value]) => problemOf(name, value));
      return new proto.CheckResponse()
        .setInputs(Struct.fromJavaScript(Object.fromEntries(inputs)))
        .setFailuresList(problems.map((reason) => new proto.CheckFailure().setReason(reason)));
    },

    /** Other credentials and addresses make no other beta test. */
    async diffConfig(_request: proto.DiffRequest) {
      return new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE);
    },

    async configure(request: proto.ConfigureRequest) {
      const given = fromStruct(request.getArgs());
      // A provider of the state was checked by the version that kept it, whose settings may be others.
      const [problem] = settingNames.flatMap((name) => problemOf(name, given[name]));
      if (problem) throw new Error(problem);
      operations.configure((name) => {
        const value = unwrap(given[name]);
        if (isUnknown(value)) throw new Error(`alexa:${name} is not known yet`);
        return isMissing(value) ? undefined : String(value);
      });
      return new proto.ConfigureResponse().setSupportspreview(true);
    },
  };
}

function problemOf(name: string, value: unknown): string[] {
  if (enginesOwn.has(name)) return [];
  if (!isSetting(name)) return [`unknown setting alexa:${name}; valid: ${settingNames.join(", ")}`];
  return isText(unwrap(value)) ? [] : [`alexa:${name} must be a string or a number`];
}

function isSetting(name: string): name is SettingName {
  return settingNames.includes(name as SettingName);
}

function isText(value: unknown): boolean {
  return isMissing(value) || typeof value === "string" || typeof value === "number";
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The value itself, however often it was called a secret. */
function unwrap(value: unknown): unknown {
  return isSecret(value) ? unwrap(value.value) : value;
}

function wrapSecret(value: unknown): Given {
  return { [signatureKey]: secretSignature, value: unwrap(value) };
}

function isSecret(value: unknown): value is { value: unknown } {
  return (value as Given | null | undefined)?.[signatureKey] === secretSignature;
}

function fromStruct(struct: Struct | undefined): Record<string, JavaScriptValue> {
  return struct?.toJavaScript() ?? {};
}

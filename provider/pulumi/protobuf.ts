/** Converts properties, diffs and errors to Pulumi's protobuf messages. */
import { Metadata, status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Diff, type DiffKind, ResourceInitFailedError } from "../resource/Resource";

export function fromStruct(struct: Struct | undefined): Record<string, JavaScriptValue> {
  return struct?.toJavaScript() ?? {};
}

export function toStruct(properties: object): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

export function toFailures(reasons: readonly string[]): proto.CheckFailure[] {
  return reasons.map((reason) => new proto.CheckFailure().setReason(reason));
}

const kinds: Record<DiffKind, proto.PropertyDiff.Kind> = {
  add: proto.PropertyDiff.Kind.ADD,
  delete: proto.PropertyDiff.Kind.DELETE,
  update: proto.PropertyDiff.Kind.UPDATE,
  replace: proto.PropertyDiff.Kind.UPDATE_REPLACE,
  output: proto.PropertyDiff.Kind.UPDATE,
};

export function toDiffResponse(diff: Diff): proto.DiffResponse {
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

/** If the operation stopped halfway, the error's details have the resource, so that the state keeps it. */
export function toServiceError(error: Error) {
  const { message } = error;
  if (!(error instanceof ResourceInitFailedError)) return { code: status.UNKNOWN, message };
  const failed = new proto.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.properties))
    .setReasonsList([message])
    .setRefreshBeforeUpdate(true);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([detail]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return { code: status.UNKNOWN, message, metadata };
}

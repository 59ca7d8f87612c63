/** Pulumi's property bags on the wire, and as objects. */
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export function fromStruct(struct: Struct | undefined): Record<string, JavaScriptValue> {
  return struct?.toJavaScript() ?? {};
}

export function toStruct(properties: object): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

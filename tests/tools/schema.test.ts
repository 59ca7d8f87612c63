/** The schema follows from the types, whatever is added to them. */
import { schemaOf } from "../../tools/schema.mts";

const manifest = { version: "1.2.3", description: "", license: "", keywords: [] };

/** The smallest types of the package, with this among the arguments of a beta test. */
function schemaWith(member: string) {
  const text = `
    /** What is done. */
    type Mode = "FAST" | "SLOW";
    interface Limits {
      /** How many. */
      most?: number;
    }
    interface SkillBetaTestArgs {
      ${member}
    }
    interface SkillBetaTestOutputs {}
    interface ProviderArgs {}
    interface GetSkillBetaTestArgs {}
    interface GetSkillBetaTestResult {}`;
  const schema = schemaOf(manifest, [{ file: "sdk/types.ts", text }]);
  const { inputProperties, requiredInputs } = schema.resources["alexa:index:SkillBetaTest"];
  return { added: inputProperties.added, required: requiredInputs, types: schema.types };
}

test.each([
  ["added: pulumi.Input<string>", { type: "string" }],
  ["added: pulumi.Input<boolean>", { type: "boolean" }],
  ["added: pulumi.Input<number>", { type: "integer" }],
  ["added: pulumi.Input<Mode>", { type: "string" }],
  ["added: pulumi.Input<pulumi.Input<string>[]>", { type: "array", items: { type: "string" } }],
  ["added: pulumi.Output<Limits>", { $ref: "#/types/alexa:index:Limits" }],
])("%s is in the schema without a word more", (member, type) => {
  const { added, required } = schemaWith(`/** New. */ ${member};`);
  expect(added).toEqual({ ...type, description: "New." });
  expect(required).toEqual(["added"]);
});

test("what may be left out is not required, and has its default", () => {
  const { added, required } = schemaWith(
    "/**\n * New.\n *\n * @default true\n */\nadded?: pulumi.Input<boolean>;",
  );
  expect(added).toEqual({ type: "boolean", description: "New.", default: true });
  expect(required).toEqual([]);
  expect(schemaWith("/** New. */ added: pulumi.Output<string | undefined>;").required).toEqual([]);
});

test("a type of its own comes along", () => {
  expect(schemaWith("/** New. */ added?: Limits[];").types).toEqual({
    "alexa:index:Limits": {
      type: "object",
      description: "",
      properties: { most: { type: "integer", description: "How many." } },
      required: [],
    },
  });
});

test("an unknown type is an error that says where it is and where to edit", () => {
  expect(() => schemaWith("/** New. */ added: pulumi.Input<Date>;")).toThrow(
    "sdk/types.ts:9 (added): no schema type for `Date`; teach schemaType() in tools/schema.mts about it",
  );
  expect(() => schemaWith("added: string;")).toThrow("sdk/types.ts:9 (added) has no description");
});

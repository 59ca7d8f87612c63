/** The schema follows from the types, whatever is added to them. */
import { schemaOf } from "../../tools/schema.mts";

const manifest = {
  name: "pulumi-alexa",
  version: "1.2.3",
  description: "",
  license: "",
  author: "",
  keywords: [],
  pulumi: { name: "alexa" },
};

/** The smallest types of the package, with this among the arguments of a beta test. */
function schemaWith(member: string, published: object = {}) {
  const text = `
    /**
     * What is done.
     *
     * - \`FAST\`: at once.
     * - \`NOT_FAST\`: later.
     */
    type Mode = "FAST" | "NOT_FAST";
    type Unexplained = "FAST";
    interface Limits {
      /** How many. */
      most?: number;
    }
    interface SkillBetaTestArgs {
      ${member}
    }
    interface SkillBetaTestOutputs {}
    /**
     * The test of
     * a skill.
     *
     * It expires.
     */
    class SkillBetaTest {}
    /** Reads one. */
    function getSkillBetaTest() {}
    interface ProviderArgs {
      /**
       * A token.
       *
       * @environment ASK_TOKEN
       * @credential
       * @secret
       */
      token?: string;
      /**
       * A place.
       *
       * @environment ASK_PLACE
       */
      place?: string;
    }
    interface GetSkillBetaTestArgs {}
    interface GetSkillBetaTestResult {}`;
  const schema = schemaOf({ ...manifest, ...published }, [{ file: "sdk/types.ts", text }]);
  const resource = schema.resources["alexa:index:SkillBetaTest"];
  return {
    added: resource?.inputProperties.added,
    required: resource?.requiredInputs,
    types: schema.types,
    schema,
  };
}

test.each([
  ["added: pulumi.Input<string>", { type: "string" }],
  ["added: pulumi.Input<boolean>", { type: "boolean" }],
  ["added: pulumi.Input<number>", { type: "integer" }],
  ["added: pulumi.Input<Mode>", { $ref: "#/types/alexa:index:Mode" }],
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
  expect(added).toEqual({
    type: "boolean",
    description: "New. Default: `true`.",
    default: true,
  });
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

test("a union of texts is an enum, with the names and the meanings of its values", () => {
  expect(schemaWith("/** New. */ added?: pulumi.Input<Mode>;").types).toEqual({
    "alexa:index:Mode": {
      type: "string",
      description: "What is done.",
      enum: [
        { name: "Fast", value: "FAST", description: "At once." },
        { name: "NotFast", value: "NOT_FAST", description: "Later." },
      ],
    },
  });
  expect(() => schemaWith("/** New. */ added?: Unexplained;")).toThrow(
    ": Unexplained says nothing of FAST",
  );
});

test("a resource and a function are described by what the program calls, a paragraph a line", () => {
  const { schema } = schemaWith("");
  expect(schema.resources["alexa:index:SkillBetaTest"]?.description).toBe(
    "The test of a skill.\n\nIt expires.",
  );
  expect(schema.functions["alexa:index:getSkillBetaTest"].description).toBe("Reads one.");
});

test("what replaces the resource is marked", () => {
  const { added } = schemaWith("/**\n * New.\n *\n * @willReplaceOnChanges\n */\nadded: string;");
  expect(added).toEqual({ type: "string", description: "New.", willReplaceOnChanges: true });
});

test("the configuration, except credentials, has defaults from the environment; a provider's arguments have none", () => {
  const { config, provider } = schemaWith("").schema;
  const token = { type: "string", description: "A token. Environment: `ASK_TOKEN`.", secret: true };
  const place = { type: "string", description: "A place. Environment: `ASK_PLACE`." };
  const defaultInfo = { environment: ["ASK_PLACE"] };
  expect(config.variables).toEqual({ token, place: { ...place, defaultInfo } });
  expect(provider.inputProperties).toEqual({ token, place });
});

test("addresses are in the schema once the project has some, and none is made up before", () => {
  const { schema } = schemaWith("", {
    homepage: "https://alexa.example",
    repository: { url: "git+https://code.example/team/alexa.git" },
    pulumi: { name: "alexa", server: "https://plugins.example" },
  });
  expect(schema).toMatchObject({
    homepage: "https://alexa.example",
    repository: "https://code.example/team/alexa",
    logoUrl: "https://code.example/team/alexa/raw/v1.2.3/docs/logo.svg",
    pluginDownloadURL: "https://plugins.example",
  });
  expect(JSON.stringify(schemaWith("").schema)).not.toContain("://");
});

test("an unknown type is an error that says where it is and where to edit", () => {
  expect(() => schemaWith("/** New. */ added: pulumi.Input<Date>;")).toThrow(
    "sdk/types.ts:15 (added): no schema type for `Date`; teach schemaType() in tools/schema.mts about it",
  );
  expect(() => schemaWith("added: string;")).toThrow("sdk/types.ts:15 (added) has no description");
});

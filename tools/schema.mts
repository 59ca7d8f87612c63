/** Makes provider/schema.json from the types that programs use; `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..");
const target = join(root, "provider/schema.json");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

interface Property {
  type: string;
  items?: { type?: string; $ref?: string };
  description: string;
  secret?: true;
  default?: string | boolean;
}
interface Described {
  description: string;
  properties: Record<string, Property>;
  required: string[];
}

const files = ["sdk/args.ts", "sdk/plugin/args.ts"].map((file) => {
  const text = readFileSync(join(root, file), "utf8");
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
});

const args = interfaceNamed("SkillBetaTestArgs");
const outputs = withArgumentsDescribed(interfaceNamed("SkillBetaTestOutputs"), args);
const provider = interfaceNamed("ProviderArgs");
const getArgs = interfaceNamed("GetSkillBetaTestArgs");
const getResult = interfaceNamed("GetSkillBetaTestResult");
const tester = interfaceNamed("Tester");

const schema = {
  name: "alexa",
  version: manifest.version,
  displayName: "Alexa",
  description: manifest.description,
  keywords: manifest.keywords,
  license: manifest.license,
  language: {
    nodejs: { packageName: "pulumi-alexa/plugin" },
    python: { packageName: "pulumi_alexa", pyproject: { enabled: true } },
  },
  config: { variables: provider.properties },
  provider: { description: provider.description, inputProperties: provider.properties },
  types: { "alexa:index:Tester": { type: "object", ...tester } },
  resources: {
    "alexa:index:SkillBetaTest": {
      description: outputs.description,
      properties: outputs.properties,
      required: outputs.required,
      inputProperties: args.properties,
      requiredInputs: args.required,
    },
  },
  functions: {
    "alexa:index:getSkillBetaTest": {
      description: getResult.description,
      inputs: { properties: getArgs.properties, required: getArgs.required },
      outputs: { properties: getResult.properties, required: getResult.required },
    },
  },
};

const text = `${JSON.stringify(schema, null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error("provider/schema.json is not what the types say: run `make schema`.");
  process.exitCode = 1;
}

function interfaceNamed(name: string): Described {
  for (const file of files) {
    for (const statement of file.statements) {
      if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== name) continue;
      const members = statement.members.filter(ts.isPropertySignature);
      return {
        description: describe(statement),
        properties: Object.fromEntries(
          members.map((member) => [member.name.getText(), propertyOf(member)]),
        ),
        required: members.filter(isRequired).map((member) => member.name.getText()),
      };
    }
  }
  throw new Error(`There is no interface ${name}.`);
}

function propertyOf(member: ts.PropertySignature): Property {
  const name = member.name.getText();
  const tags = ts.getJSDocTags(member);
  const tagged = (tag: string) => tags.find(({ tagName }) => tagName.text === tag);
  const fallback = tagged("default")?.comment?.toString();
  const description = describe(member);
  if (description === "") throw new Error(`${name} has no description.`);
  return {
    ...typeOf(member.type?.getText() ?? "", name),
    description,
    ...(tagged("secret") && { secret: true as const }),
    ...(fallback !== undefined && { default: JSON.parse(fallback) }),
  };
}

function typeOf(text: string, name: string): Pick<Property, "type" | "items"> {
  const bare = text
    .replace(/pulumi\.(Input|Output)</g, "")
    .replace(/>/g, "")
    .replace(/ \| undefined/, "");
  switch (bare) {
    case "string":
    case "DesiredStatus":
      return { type: "string" };
    case "boolean":
      return { type: "boolean" };
    case "number":
      return { type: "integer" };
    case "string[]":
      return { type: "array", items: { type: "string" } };
    case "Tester[]":
      return { type: "array", items: { $ref: "#/types/alexa:index:Tester" } };
    default:
      throw new Error(`${name}: ${text} has no place in a schema.`);
  }
}

function isRequired(member: ts.PropertySignature): boolean {
  return !member.questionToken && !member.type?.getText().includes("undefined");
}

function describe(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const comment = doc && ts.getTextOfJSDocComment(doc.comment);
  return (comment ?? "").replace(/\s*\n\s*/g, " ").trim();
}

/** An output of an argument's name is that argument. */
function withArgumentsDescribed(described: Described, described2: Described): Described {
  const properties = Object.entries(described.properties).map(([name, property]) => {
    const { description } = described2.properties[name] ?? property;
    return [name, { ...property, description }];
  });
  return { ...described, properties: Object.fromEntries(properties) };
}

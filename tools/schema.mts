/** Writes provider/schema.json from the types that programs use; `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

interface SchemaType {
  type?: string;
  items?: SchemaType;
  $ref?: string;
}
interface Property extends SchemaType {
  description: string;
  secret?: true;
  default?: string | boolean;
}
interface ObjectType {
  description: string;
  properties: Record<string, Property>;
  required: string[];
}

const keywordTypes = new Map([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
  // Every number is a count or a time.
  [ts.SyntaxKind.NumberKeyword, "integer"],
]);

if (import.meta.main) main();

function main(): void {
  const root = join(import.meta.dirname, "..");
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const target = join(root, "provider/schema.json");
  const sources = ["sdk/types.ts", "sdk/plugin/types.ts"].map((file) => ({
    file,
    text: read(file),
  }));
  const schema = schemaOf(JSON.parse(read("package.json")), sources);

  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    console.error("provider/schema.json does not match the types: run `make schema`.");
    process.exitCode = 1;
  }
}

/** The Pulumi schema of the package: every property of these interfaces, and every type that they name. */
export function schemaOf(
  manifest: Record<"version" | "description" | "license", string> & { keywords: string[] },
  sources: readonly { file: string; text: string }[],
) {
  const statements = sources.flatMap(({ file, text }) => [
    ...ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements,
  ]);
  const interfaces = statements.filter(ts.isInterfaceDeclaration);
  const aliases = statements.filter(ts.isTypeAliasDeclaration);
  const types: Record<string, ObjectType & { type: "object" }> = {};

  const args = objectNamed("SkillBetaTestArgs");
  const outputs = describedBy(args, objectNamed("SkillBetaTestOutputs"));
  const provider = objectNamed("ProviderArgs");
  const getArgs = objectNamed("GetSkillBetaTestArgs");
  const getResult = objectNamed("GetSkillBetaTestResult");

  return {
    name: "alexa",
    version: manifest.version,
    displayName: "Alexa",
    description: manifest.description,
    keywords: manifest.keywords,
    license: manifest.license,
    language: {
      nodejs: { packageName: "pulumi-alexa/plugin" },
      python: {
        packageName: "pulumi_alexa",
        pyproject: { enabled: true },
        respectSchemaVersion: true,
      },
    },
    config: { variables: provider.properties },
    provider: { description: provider.description, inputProperties: provider.properties },
    types,
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

  function objectNamed(name: string): ObjectType {
    const declaration = interfaces.find((it) => it.name.text === name);
    if (!declaration) throw new Error(`no interface ${name} in the types`);
    const members = declaration.members.filter(ts.isPropertySignature);
    return {
      description: descriptionOf(declaration),
      properties: Object.fromEntries(members.map((it) => [it.name.getText(), propertyOf(it)])),
      required: members.filter(isRequired).map((it) => it.name.getText()),
    };
  }

  function propertyOf(member: ts.PropertySignature): Property {
    const tags = ts.getJSDocTags(member);
    const tagged = (tag: string) => tags.find(({ tagName }) => tagName.text === tag);
    const fallback = tagged("default")?.comment?.toString();
    const description = descriptionOf(member);
    if (description === "") throw new Error(`${whereIs(member)} has no description`);
    return {
      ...schemaType(member.type ?? member),
      description,
      ...(tagged("secret") && { secret: true as const }),
      ...(fallback !== undefined && { default: JSON.parse(fallback) }),
    };
  }

  function schemaType(node: ts.Node): SchemaType {
    const keyword = keywordTypes.get(node.kind);
    if (keyword) return { type: keyword };
    if (ts.isArrayTypeNode(node)) return { type: "array", items: schemaType(node.elementType) };
    if (ts.isUnionTypeNode(node)) return unionType(node);
    if (ts.isTypeReferenceNode(node)) return referencedType(node);
    throw unknownType(node);
  }

  function unionType(node: ts.UnionTypeNode): SchemaType {
    const [first, ...others] = node.types.filter(
      (it) => it.kind !== ts.SyntaxKind.UndefinedKeyword,
    );
    if (first && others.length === 0) return schemaType(first);
    if (node.types.every(isStringLiteral)) return { type: "string" };
    throw unknownType(node);
  }

  function referencedType(node: ts.TypeReferenceNode): SchemaType {
    const name = node.typeName.getText();
    const [argument] = node.typeArguments ?? [];
    if (argument && (name === "pulumi.Input" || name === "pulumi.Output")) {
      return schemaType(argument);
    }
    const alias = aliases.find((it) => it.name.text === name);
    if (alias) return schemaType(alias.type);
    if (!interfaces.some((it) => it.name.text === name)) throw unknownType(node);
    types[`alexa:index:${name}`] = { type: "object", ...objectNamed(name) };
    return { $ref: `#/types/alexa:index:${name}` };
  }
}

function isStringLiteral(node: ts.Node): boolean {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal);
}

function isRequired(member: ts.PropertySignature): boolean {
  return !member.questionToken && !member.type?.getText().includes("undefined");
}

function descriptionOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const comment = doc && ts.getTextOfJSDocComment(doc.comment);
  return (comment ?? "").replace(/\s*\n\s*/g, " ").trim();
}

/** An output that is an argument, too, has the argument's description. */
function describedBy(args: ObjectType, outputs: ObjectType): ObjectType {
  const properties = Object.entries(outputs.properties).map(([name, property]) => {
    const { description } = args.properties[name] ?? property;
    return [name, { ...property, description }];
  });
  return { ...outputs, properties: Object.fromEntries(properties) };
}

function unknownType(node: ts.Node): Error {
  return new Error(
    `${whereIs(node)}: no schema type for \`${node.getText()}\`; teach schemaType() in tools/schema.mts about it`,
  );
}

function whereIs(node: ts.Node): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  let property: ts.Node = node;
  while (!ts.isPropertySignature(property) && property.parent) property = property.parent;
  const name = ts.isPropertySignature(property) ? ` (${property.name.getText()})` : "";
  return `${source.fileName}:${line + 1}${name}`;
}

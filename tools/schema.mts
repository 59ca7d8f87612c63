/** Writes provider/schema.json from the types that programs use; `--check` only compares. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { examplesOf, useCases } from "./schemaExamples.mts";

interface SchemaType {
  type?: string;
  items?: SchemaType;
  $ref?: string;
}
interface Property extends SchemaType {
  description: string;
  secret?: true;
  willReplaceOnChanges?: true;
  default?: string | boolean;
  defaultInfo?: { environment: string[] };
}
interface ObjectType {
  description: string;
  properties: Record<string, Property>;
  required: string[];
}
interface EnumType {
  type: "string";
  description: string;
  enum: { name: string; value: string; description: string }[];
}
/** What the package.json says of the package; the last three once a release has an address. */
interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  author: string;
  keywords: string[];
  homepage?: string;
  repository?: { url: string };
  pulumi: { name: string; server?: string };
}

const keywordTypes = new Map([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
  // Every number is a count or a time.
  [ts.SyntaxKind.NumberKeyword, "integer"],
]);

const root = join(import.meta.dirname, "..");
export const schemaFile = join(root, "provider/schema.json");
/** The hash of the schema from which the SDKs were generated. */
export const hashOfSdks = join(root, "sdk/schema.sha256");

if (import.meta.main) main();

function main(): void {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const sources = [
    "sdk/types.ts",
    "sdk/plugin/types.ts",
    "sdk/SkillBetaTest.ts",
    "sdk/SkillBetaTester.ts",
    "sdk/plugin/index.ts",
  ].map((file) => ({ file, text: read(file) }));
  const schema = schemaOf(JSON.parse(read("package.json")), sources);
  const described: Record<string, { description: string }> = {
    ...schema.resources,
    ...schema.functions,
  };
  for (const [name, cases] of Object.entries(useCases)) {
    const documented = described[`alexa:index:${name}`];
    if (!documented) throw new Error(`no ${name} in the schema`);
    documented.description += examplesOf(cases);
  }

  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(schemaFile, text);
  else if (readFileSync(schemaFile, "utf8") !== text) {
    refuse("provider/schema.json does not match the types and docs/examples");
  } else if (readFileSync(hashOfSdks, "utf8") !== hashOfSchema()) {
    refuse("the SDKs in sdk/ were not generated from today's provider/schema.json");
  }
}

export function hashOfSchema(): string {
  return `${createHash("sha256").update(readFileSync(schemaFile)).digest("hex")}\n`;
}

function refuse(what: string): void {
  console.error(`${what}: run \`make schema\`.`);
  process.exitCode = 1;
}

/** The Pulumi schema of the package: every property of these interfaces, and every type that they name. */
export function schemaOf(manifest: Manifest, sources: readonly { file: string; text: string }[]) {
  const statements = sources.flatMap(({ file, text }) => [
    ...ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements,
  ]);
  const interfaces = statements.filter(ts.isInterfaceDeclaration);
  const aliases = statements.filter(ts.isTypeAliasDeclaration);
  const types: Record<string, (ObjectType & { type: "object" }) | EnumType> = {};

  const provider = objectNamed("ProviderArgs");
  const getArgs = objectNamed("GetSkillBetaTestArgs");
  const getResult = objectNamed("GetSkillBetaTestResult");

  return {
    name: manifest.pulumi.name,
    version: manifest.version,
    displayName: "Alexa",
    publisher: manifest.author,
    description: manifest.description,
    keywords: [...manifest.keywords, "kind/native", "category/cloud"],
    license: manifest.license,
    ...addressesOf(manifest),
    language: {
      nodejs: { packageName: manifest.name, respectSchemaVersion: true },
      python: {
        packageName: "pulumi_alexa",
        pyproject: { enabled: true },
        respectSchemaVersion: true,
      },
      go: goSettings(manifest),
      java: {},
      csharp: { respectSchemaVersion: true },
    },
    config: { variables: provider.properties },
    provider: {
      description: provider.description,
      inputProperties: withoutEnvironment(provider.properties),
    },
    types,
    resources: Object.fromEntries(
      resourceNames().map((name) => [`alexa:index:${name}`, resourceNamed(name)]),
    ),
    functions: {
      "alexa:index:getSkillBetaTest": {
        description: descriptionOf(functionNamed("getSkillBetaTest")),
        inputs: { properties: getArgs.properties, required: getArgs.required },
        outputs: { properties: getResult.properties, required: getResult.required },
      },
    },
  };

  /** Every class that has outputs. A resource has one in each front end. */
  function resourceNames(): string[] {
    const classes = statements
      .filter(ts.isClassDeclaration)
      .flatMap(({ name }) => name?.text ?? []);
    const known = new Set(interfaces.map(({ name }) => name.text));
    return [...new Set(classes)].filter((name) => known.has(`${name}Outputs`));
  }

  function resourceNamed(name: string) {
    const args = objectNamed(`${name}Args`);
    const outputs = describedBy(args, objectNamed(`${name}Outputs`));
    return {
      description: descriptionOf(classNamed(name)),
      properties: outputs.properties,
      required: outputs.required,
      inputProperties: args.properties,
      requiredInputs: args.required,
    };
  }

  function classNamed(name: string): ts.Node {
    return found(name, statements.filter(ts.isClassDeclaration));
  }

  function functionNamed(name: string): ts.Node {
    return found(name, statements.filter(ts.isFunctionDeclaration));
  }

  function objectNamed(name: string): ObjectType {
    const declaration = found(name, interfaces);
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
    const variable = tagged("environment")?.comment?.toString();
    const described = [
      descriptionOf(member),
      fallback === undefined ? "" : `Default: \`${JSON.parse(fallback)}\`.`,
      variable ? `Environment: \`${variable}\`.` : "",
    ];
    if (described[0] === "") throw new Error(`${whereIs(member)} has no description`);
    return {
      ...schemaType(member.type ?? member),
      description: described.filter(Boolean).join(" "),
      ...(tagged("secret") && { secret: true as const }),
      ...(tagged("willReplaceOnChanges") && { willReplaceOnChanges: true as const }),
      ...(fallback !== undefined && { default: JSON.parse(fallback) }),
      // A program that reads its configuration would complete one account by another's credentials.
      ...(variable && !tagged("credential") && { defaultInfo: { environment: [variable] } }),
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
    throw unknownType(node);
  }

  function referencedType(node: ts.TypeReferenceNode): SchemaType {
    const name = node.typeName.getText();
    const [argument] = node.typeArguments ?? [];
    if (argument && (name === "pulumi.Input" || name === "pulumi.Output")) {
      return schemaType(argument);
    }
    const alias = aliases.find((it) => it.name.text === name);
    if (!alias && !interfaces.some((it) => it.name.text === name)) throw unknownType(node);
    types[`alexa:index:${name}`] = alias ? enumOf(alias) : { type: "object", ...objectNamed(name) };
    return { $ref: `#/types/alexa:index:${name}` };
  }
}

/** A union of texts, whose JSDoc has a line of the form "- `VALUE`: what it means." for each. */
function enumOf(alias: ts.TypeAliasDeclaration): EnumType {
  const members = ts.isUnionTypeNode(alias.type) ? alias.type.types : [alias.type];
  const description = textOf(alias);
  return {
    type: "string",
    description: description.replace(/^- .*$/gm, "").trim(),
    enum: members.map((member) => {
      if (!ts.isLiteralTypeNode(member) || !ts.isStringLiteral(member.literal)) {
        throw unknownType(member);
      }
      const { text: value } = member.literal;
      const [, meaning] = new RegExp(`^- \`${value}\`: (.*)$`, "m").exec(description) ?? [];
      if (!meaning)
        throw new Error(`${whereIs(alias)}: ${alias.name.text} says nothing of ${value}`);
      return { name: pascalCase(value), value, description: sentence(meaning) };
    }),
  };
}

function pascalCase(value: string): string {
  return value.replace(
    /(^|_)([A-Z])([A-Z]*)/g,
    (_all, _gap, first, rest) => first + rest.toLowerCase(),
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For the provider's own arguments: with these defaults, a generated SDK would read them in the program, and store them in the state. */
function withoutEnvironment(properties: Record<string, Property>): Record<string, Property> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { defaultInfo, ...property }]) => [name, property]),
  );
}

/** What follows from where the project is published, once that is known. */
function addressesOf(manifest: Manifest) {
  const { version, homepage, pulumi } = manifest;
  const url = repositoryOf(manifest);
  return {
    ...(homepage && { homepage }),
    ...(url && { repository: url, logoUrl: `${url}/raw/v${version}/docs/logo.svg` }),
    ...(pulumi.server && { pluginDownloadURL: pulumi.server }),
  };
}

function repositoryOf({ repository }: Manifest): string | undefined {
  return repository?.url.replace(/^git\+/, "").replace(/\.git$/, "");
}

/** Without a repository, the module has no address, and programs name its folder in a `replace`. */
function goSettings(manifest: Manifest) {
  const address = repositoryOf(manifest)?.replace(/^https:\/\//, "") ?? "pulumi-alexa";
  const modulePath = `${address}/sdk/go`;
  return { modulePath, importBasePath: `${modulePath}/alexa`, respectSchemaVersion: true };
}

function found<T extends ts.Node & { name?: ts.Identifier | undefined }>(
  name: string,
  declarations: readonly T[],
): T {
  const declaration = declarations.find((it) => it.name?.text === name);
  if (!declaration) throw new Error(`no ${name} in the types`);
  return declaration;
}

function isRequired(member: ts.PropertySignature): boolean {
  return !member.questionToken && !member.type?.getText().includes("undefined");
}

/** With a line for each paragraph. */
function descriptionOf(node: ts.Node): string {
  return textOf(node)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim())
    .join("\n\n");
}

function textOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (doc && ts.getTextOfJSDocComment(doc.comment)) ?? "";
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

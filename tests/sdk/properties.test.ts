/** What programs can say and see is what the provider checks and keeps: three lists of names, in three places. */

import * as dynamicProvider from "../../provider";
import type { ProviderRuntime } from "../../provider/resource/ProviderSession";
import { createProvider } from "../../provider/resource/resources";
import { inputNames } from "../../provider/resource/skillBetaTest/inputs";
import { readOnlyNames } from "../../provider/resource/skillBetaTest/properties";
import { inputNames as testerInputNames } from "../../provider/resource/skillBetaTester/properties";
import schema from "../../provider/schema.json";
import * as dynamicSdk from "../../sdk";
import * as pluginSdk from "../../sdk/plugin";
import {
  betaTestArguments,
  betaTestOutputs,
  testerArguments,
  testerOutputs,
} from "../../sdk/properties";

const tester = schema.resources["alexa:index:SkillBetaTester"];
const resource = schema.resources["alexa:index:SkillBetaTest"];
const lookup = schema.functions["alexa:index:getSkillBetaTest"];
const sorted = (names: Iterable<string>) => [...names].sort();

test("every resource and function is in the provider, in the schema and in both SDKs", () => {
  const runtime = {} as ProviderRuntime;
  const { resources, functions } = createProvider(runtime);
  const named = (names: object) => Object.keys(names).map((name) => `alexa:index:${name}`);
  expect(Object.keys(schema.resources)).toEqual(named(resources));
  expect(Object.keys(schema.functions)).toEqual(named(functions));
  expect(Object.keys(dynamicSdk)).toEqual(Object.keys(resources));
  const called = Object.keys(functions).flatMap((name) => [name, `${name}Output`]);
  const plugin = [...Object.keys(resources), ...called, "Provider"];
  expect(sorted(Object.keys(pluginSdk))).toEqual(sorted(plugin));
  expect(Object.keys(dynamicProvider).map((name) => name.toLowerCase())).toEqual(
    Object.keys(resources).map((name) => name.toLowerCase()),
  );
});

test("every argument of the resource has a rule, and every rule an argument", () => {
  expect(sorted(inputNames)).toEqual(sorted(betaTestArguments));
  expect(sorted(Object.keys(resource.inputProperties))).toEqual(sorted(betaTestArguments));
});

test("every output of the resource is kept in the state, and no other is", () => {
  const kept = [...inputNames, "status", ...readOnlyNames];
  expect(sorted(Object.keys(betaTestOutputs))).toEqual(sorted(kept));
  expect(sorted(Object.keys(resource.properties))).toEqual(sorted(kept));
});

test("every argument of a tester has a rule, and every output is in the schema", () => {
  expect(sorted(testerInputNames)).toEqual(sorted(testerArguments));
  expect(sorted(Object.keys(tester.inputProperties))).toEqual(sorted(testerArguments));
  expect(sorted(Object.keys(tester.properties))).toEqual(sorted(Object.keys(testerOutputs)));
});

test("getSkillBetaTest returns whatever the resource has of Amazon's", () => {
  const { adopt: _, desiredStatus: __, ...ofAmazon } = betaTestOutputs;
  expect(sorted(Object.keys(lookup.outputs.properties))).toEqual(sorted(Object.keys(ofAmazon)));
});

/** What programs can say and see is what the provider checks and keeps: three lists of names, in three places. */

import { inputNames } from "../../provider/resource/skillBetaTest/inputs";
import { readOnlyNames } from "../../provider/resource/skillBetaTest/properties";
import schema from "../../provider/schema.json";
import { argumentNames, declaredOutputs } from "../../sdk/properties";

const resource = schema.resources["alexa:index:SkillBetaTest"];
const lookup = schema.functions["alexa:index:getSkillBetaTest"];
const sorted = (names: Iterable<string>) => [...names].sort();

test("every argument of the resource has a rule, and every rule an argument", () => {
  expect(sorted(inputNames)).toEqual(sorted(argumentNames));
  expect(sorted(Object.keys(resource.inputProperties))).toEqual(sorted(argumentNames));
});

test("every output of the resource is kept in the state, and no other is", () => {
  const kept = [...inputNames, "status", ...readOnlyNames];
  expect(sorted(Object.keys(declaredOutputs))).toEqual(sorted(kept));
  expect(sorted(Object.keys(resource.properties))).toEqual(sorted(kept));
});

test("getSkillBetaTest returns whatever the resource has of Amazon's", () => {
  const { adopt: _, desiredStatus: __, ...ofAmazon } = declaredOutputs;
  expect(sorted(Object.keys(lookup.outputs.properties))).toEqual(sorted(Object.keys(ofAmazon)));
});

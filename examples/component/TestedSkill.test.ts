import { equal, ok } from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { TestedSkill } from "./TestedSkill";

const invitationUrl = "https://skills-store.amazon.com/deeplink/tvt/trivia";
const registered: pulumi.runtime.MockResourceArgs[] = [];
let trivia: TestedSkill;

before(async () => {
  await pulumi.runtime.setMocks({
    newResource(resource) {
      registered.push(resource);
      return { id: `${resource.name}-id`, state: { ...resource.inputs, invitationUrl } };
    },
    call: ({ inputs }) => inputs,
  });
  // Only after setMocks: it decides what resources are made of when their classes are loaded.
  const { TestedSkill } = await import("./TestedSkill.js");
  trivia = new TestedSkill("trivia", {
    skillId: "amzn1.ask.skill.trivia",
    team: "trivia-team",
    testers: ["ada@example.com"],
  });
  await resolved(trivia.invitationUrl);
});

test("a tested skill has one beta test, whose feedback goes to its team", () => {
  const [betaTest, ...others] = registered.filter(({ type }) => type.endsWith("SkillBetaTest"));
  equal(others.length, 0);
  equal(betaTest?.inputs.skillId, "amzn1.ask.skill.trivia");
  equal(betaTest?.inputs.feedbackEmail, "trivia-team@example.com");
});

test("its testers are secret", () => {
  const betaTest = registered.find(({ type }) => type.endsWith("SkillBetaTest"));
  ok(pulumi.runtime.isRpcSecret(betaTest?.inputs.testers));
});

test("it passes on where testers join", async () => {
  equal(await resolved(trivia.invitationUrl), invitationUrl);
});

function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

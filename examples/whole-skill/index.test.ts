import { deepEqual, equal, ok } from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

const skillId = "amzn1.ask.skill.from-cloudformation";
const registered: pulumi.runtime.MockResourceArgs[] = [];

before(async () => {
  pulumi.runtime.setAllConfig(
    {
      "project:vendorId": "M1VENDOR",
      "project:testers": '["ada@example.com"]',
      "alexa:clientId": "amzn1.application-oa2-client.a",
      "alexa:clientSecret": "a-secret",
      "alexa:refreshToken": "Atzr|a-token",
    },
    ["alexa:clientSecret", "alexa:refreshToken", "project:testers"],
  );
  await pulumi.runtime.setMocks({
    newResource(resource) {
      registered.push(resource);
      const { name, type, inputs } = resource;
      const arn = `arn:aws:${type}:${name}`;
      return { id: name, state: { name, ...inputs, arn, outputs: { SkillId: skillId } } };
    },
    call: ({ inputs }) => inputs,
  });
  const program: typeof import("./index.js") = await import("./index.js");
  await new Promise((resolve) => void program.invitationUrl.apply(resolve));
});

test("the skill's endpoint is the function", () => {
  const { parameters } = inputsOf("aws:cloudformation/stack:Stack");
  equal(
    pulumi.runtime.unwrapRpcSecret(parameters).Endpoint,
    "arn:aws:aws:lambda/function:Function:skill",
  );
});

test("the id of the skill reaches the permission of its function, and its beta test", () => {
  equal(inputsOf("aws:lambda/permission:Permission", "this-skill").eventSourceToken, skillId);
  equal(inputsOf("pulumi-nodejs:dynamic/alexa:SkillBetaTest").skillId, skillId);
});

test("before there is a skill, any may invoke the function", () => {
  equal(inputsOf("aws:lambda/permission:Permission", "any-skill").eventSourceToken, undefined);
});

test("only Alexa may read the package", () => {
  const { assumeRolePolicy } = inputsOf("aws:iam/role:Role", "package-reader");
  deepEqual(assumeRolePolicy.Statement[0].Principal, { Service: "alexa-appkit.amazon.com" });
});

test("the credentials that CloudFormation gets stay secret", () => {
  const { parameters } = inputsOf("aws:cloudformation/stack:Stack");
  ok(pulumi.runtime.isRpcSecret(parameters));
});

function inputsOf(type: string, name?: string) {
  const resource = registered.find((it) => it.type === type && (!name || it.name === name));
  ok(resource, `${type} ${name ?? ""}`);
  return resource.inputs;
}

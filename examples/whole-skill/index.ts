// The types of all of @pulumi/aws take the compiler ten seconds; those of four services, two.

import { readFileSync } from "node:fs";
import * as cloudformation from "@pulumi/aws/cloudformation";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa";

const config = new pulumi.Config();
const credentials = new pulumi.Config("alexa");
const alexaService = "alexa-appkit.amazon.com";

const functionRole = new iam.Role("function", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new iam.RolePolicyAttachment("function-logs", {
  role: functionRole,
  policyArn: iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
});
const endpoint = new lambda.Function("skill", {
  runtime: lambda.Runtime.NodeJS22dX,
  handler: "index.handler",
  role: functionRole.arn,
  code: new pulumi.asset.FileArchive("function"),
});

const bucket = new s3.Bucket("packages");
const versioning = new s3.BucketVersioning("packages", {
  bucket: bucket.bucket,
  versioningConfiguration: { status: "Enabled" },
});
const skillPackage = new s3.BucketObjectv2(
  "skill-package",
  {
    bucket: bucket.bucket,
    key: "skill-package.zip",
    source: new pulumi.asset.FileArchive("skill-package"),
  },
  { dependsOn: versioning },
);
const packageRole = new iam.Role("package-reader", {
  assumeRolePolicy: iam.assumeRolePolicyForPrincipal({ Service: alexaService }),
});
const packageReader = new iam.RolePolicy("package-reader", {
  role: packageRole.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: pulumi.interpolate`${bucket.arn}/*`,
      },
    ],
  }),
});

// Amazon creates a skill only if Alexa may invoke its endpoint, and the skill has no id before: at first, every skill may.
const isLocked = config.getBoolean("locked") ?? false;
const anySkill = isLocked ? [] : [invocationBy("any-skill")];

const stack = new cloudformation.Stack(
  "skill",
  {
    templateBody: readFileSync("skill.cloudformation.yaml", "utf8"),
    parameters: {
      VendorId: config.require("vendorId"),
      ClientId: credentials.require("clientId"),
      ClientSecret: credentials.requireSecret("clientSecret"),
      RefreshToken: credentials.requireSecret("refreshToken"),
      PackageBucket: bucket.bucket,
      PackageKey: skillPackage.key,
      // A new package is a new version, which makes CloudFormation update the skill.
      PackageVersion: skillPackage.versionId,
      PackageRole: packageRole.arn,
      Endpoint: endpoint.arn,
    },
  },
  { dependsOn: [packageReader, ...anySkill] },
);
export const skillId = stack.outputs.SkillId;

const thisSkill = invocationBy("this-skill", skillId);

const betaTest = new alexa.SkillBetaTest(
  "beta",
  { skillId, testers: config.requireSecretObject<string[]>("testers") },
  { dependsOn: thisSkill },
);
export const { invitationUrl } = betaTest;

/** Lets Alexa invoke the function for one skill, or for all. */
function invocationBy(name: string, eventSourceToken?: pulumi.Input<string>): lambda.Permission {
  return new lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: endpoint.name,
    principal: alexaService,
    eventSourceToken,
  });
}

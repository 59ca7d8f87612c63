import { type ResourceValidationPolicy, Secret } from "@pulumi/policy";
import { betaTestPolicy, isBetaTest } from "./betaTests";

/** What was seen of each beta test before the validations, which get every secret unwrapped. */
const plainProperties = new Map<string, readonly string[]>();

/** Pulumi keeps secrets apart only for remediations, which run first: this one changes nothing. */
export const secretsSeen: ResourceValidationPolicy = {
  name: "secrets-seen",
  description: "Lets secret-rosters see which properties are secret.",
  enforcementLevel: "remediate",
  remediateResource({ type, props, urn }) {
    if (!isBetaTest(type)) return;
    const isPlain = (name: string) => name in props && !isSecret(props, name);
    plainProperties.set(urn, ["testers", "feedbackEmail", "email"].filter(isPlain));
  },
};

export const secretRosters = betaTestPolicy(
  {
    name: "secret-rosters",
    description: "Testers and feedback addresses are encrypted in the state.",
  },
  (_inputs, _config, urn) => {
    const plain = plainProperties.get(urn);
    if (!plain) return ["The policy secrets-seen is turned off, so nobody knows what is secret."];
    return plain.map((name) => `${name} is not secret: wrap the value in pulumi.secret(...).`);
  },
);

/** Reading a property unwraps it. Its descriptor has what is there. */
function isSecret(props: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(props, name)?.value instanceof Secret;
}

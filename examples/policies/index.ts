import { PolicyPack } from "@pulumi/policy";
import { companyAddresses } from "./companyAddresses";
import { rosterSize } from "./rosterSize";
import { secretRosters, secretsSeen } from "./secretRosters";

new PolicyPack("beta-tests", {
  policies: [companyAddresses, rosterSize, secretsSeen, secretRosters],
});

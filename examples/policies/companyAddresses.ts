import { betaTestPolicy } from "./betaTests";

interface Config {
  domains: string[];
}

export const companyAddresses = betaTestPolicy<Config>(
  {
    name: "company-addresses",
    description: "Testers and feedback addresses belong to the company's domains.",
    configSchema: {
      properties: {
        domains: { type: "array", items: { type: "string" }, minItems: 1 },
      },
      required: ["domains"],
    },
  },
  ({ testers = [], feedbackEmail, email }, { domains }) => {
    const isForeign = (address: string) => !domains.includes(domainOf(address));
    const foreign = testers.flatMap((address, i) => (isForeign(address) ? [`testers[${i}]`] : []));
    if (feedbackEmail && isForeign(feedbackEmail)) foreign.push("feedbackEmail");
    if (email && isForeign(email)) foreign.push("email");
    return foreign.map((name) => `${name} is not an address of ${domains.join(" or ")}.`);
  },
);

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

import { betaTestPolicy } from "./betaTests";

interface Config {
  maximum: number;
}

export const rosterSize = betaTestPolicy<Config>(
  {
    name: "roster-size",
    description: "A beta test has no more testers than agreed on.",
    configSchema: {
      properties: {
        maximum: { type: "integer", minimum: 0, maximum: 500, default: 50 },
      },
    },
  },
  ({ testers = [] }, { maximum }) =>
    testers.length > maximum ? [`It has ${testers.length} testers; ${maximum} are allowed.`] : [],
);

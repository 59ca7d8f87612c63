/** A skill of the fleet, and who tries it. */
export interface Member {
  readonly skillId: string;
  readonly testers: readonly string[];
}

/** The skills by locale: a market is opened by adding its line. */
export const fleet: Readonly<Record<string, Member>> = {
  "de-DE": {
    skillId: "amzn1.ask.skill.00000001-1234-1234-1234-123456789012",
    testers: ["konrad@example.com", "carl@example.com"],
  },
  "en-GB": {
    skillId: "amzn1.ask.skill.00000002-1234-1234-1234-123456789012",
    testers: ["ada@example.com", "alan@example.com"],
  },
  "en-US": {
    skillId: "amzn1.ask.skill.00000003-1234-1234-1234-123456789012",
    testers: ["grace@example.com"],
  },
  "fr-FR": {
    skillId: "amzn1.ask.skill.00000004-1234-1234-1234-123456789012",
    testers: ["blaise@example.com"],
  },
};

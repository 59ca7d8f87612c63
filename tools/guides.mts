/** The pages and files that name files of a release, and so its version. */
export const guides = [
  "docs/front-ends.md",
  "docs/languages.md",
  "docs/installation-configuration.md",
  "examples/java/pom.xml",
];

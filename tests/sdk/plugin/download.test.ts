/** The package as a release publishes it that has an address for the plugin's downloads. */
import * as pulumi from "@pulumi/pulumi";
import { getSkillBetaTest, Provider, SkillBetaTest } from "../../../sdk/plugin";

jest.mock("../../../package.json", () => ({
  version: "1.2.3",
  pulumi: { name: "alexa", server: "https://plugins.example" },
}));

test("everything names the plugin's version, and where Pulumi can download it", async () => {
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: () => ({}),
  });
  const merge = jest.spyOn(pulumi, "mergeOptions");
  const invoke = jest.spyOn(pulumi.runtime, "invoke").mockResolvedValue({});
  new SkillBetaTest("beta", { skillId: "a" });
  new Provider("other");
  await getSkillBetaTest({ skillId: "a" });
  const options = [...merge.mock.calls.map(([defaults]) => defaults), invoke.mock.calls[0]?.[2]];
  const download = { version: "1.2.3", pluginDownloadURL: "https://plugins.example" };
  expect(options).toEqual([1, 2, 3].map(() => expect.objectContaining(download)));
});

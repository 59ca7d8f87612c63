/** The reader of examples/roster: what goes wrong in the file never takes everybody's access away, nor shows an address. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRoster } from "../../examples/roster/roster";

const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-roster-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string) {
  const file = join(folder, "testers.csv");
  writeFileSync(file, content);
  return readRoster(file);
}

test("an address counts once, whatever its case; a byte order mark, comments and empty lines do not count", () => {
  const lines = [
    "\uFEFF# who",
    "email,name,team",
    "Ada@example.com,Ada,a",
    "",
    "ada@example.com,Ada,b",
  ];
  expect(read(lines.join("\r\n"))).toEqual(["ada@example.com"]);
});

test.each([
  ["an empty file", "", "has no testers"],
  ["a file with the header alone", "email,name,team\n", "has no testers"],
  ["another separator", "email;name;team\nada@example.com;Ada;a\n", 'has no column "email"'],
  ["another header", "Email,name,team\nada@example.com,Ada,a\n", 'has no column "email"'],
  [
    "one comma too many",
    "email,name,team\nada@example.com,Ada,a,b\n",
    "is not valid CSV in line 2",
  ],
  [
    "a quote in an address",
    'email,name,team\na"da@example.com,Ada,a\n',
    "is not valid CSV in line 2",
  ],
  [
    "two quotes that do not belong together",
    'email,name,team\nada@example.com,"Ada,a\nbo@example.com,Bo,a\ncy@example.com,Cy",a\n',
    "has a line break in quotes in line 4",
  ],
])("%s is an error without an address", (_, content, message) => {
  let error: Error | undefined;
  try {
    read(content);
  } catch (thrown) {
    error = thrown as Error;
  }
  expect(error?.message).toContain(message);
  expect(String(error?.stack) + JSON.stringify(error)).not.toMatch(/ada@|\bAda\b/);
});

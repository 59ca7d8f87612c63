import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listAskCliProfiles, readAskCliProfile } from "../../../provider/auth/askCliProfile";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ask-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(content: string): string {
  const file = join(folder, `${Math.random()}`);
  writeFileSync(file, content);
  return file;
}

test("the profile's token and its expiry are read as ask-cli writes them", () => {
  const token = {
    access_token: "Atza|x",
    refresh_token: "Atzr|x",
    expires_at: "2026-01-01T00:00:00.000Z",
  };
  const file = write(JSON.stringify({ profiles: { default: { token, vendor_id: "V" } } }));
  expect(readAskCliProfile("default", file)).toEqual({
    value: "Atza|x",
    expiresAtMs: Date.UTC(2026, 0, 1),
  });
  expect(readAskCliProfile("other", file)).toBeUndefined();
});

test("a token without a readable expiry counts as expired", () => {
  const token = { access_token: "Atza|x", expires_at: "tomorrow" };
  expect(
    readAskCliProfile("default", write(JSON.stringify({ profiles: { default: { token } } }))),
  ).toEqual({
    value: "Atza|x",
    expiresAtMs: 0,
  });
});

test("no file is no profile", () => {
  expect(readAskCliProfile("default", join(folder, "none"))).toBeUndefined();
  expect(listAskCliProfiles(join(folder, "none"))).toEqual([]);
});

test("a file that cannot be read is named", () => {
  expect(() => readAskCliProfile("default", folder)).toThrow(`${folder} cannot be read: EISDIR`);
});

const valid = { token: { access_token: "Atza|x", expires_at: "" } };
const withToken = (access_token: string) =>
  JSON.stringify({ profiles: { valid, broken: { token: { access_token, expires_at: "" } } } });

test.each(["", "{", "[]", '{"profiles": 7}', '{"profiles": []}'])(
  "a file that holds %j is an error that says what to do",
  (content) => {
    expect(() => readAskCliProfile("default", write(content))).toThrow(
      /not a valid ask-cli configuration.*ask configure/,
    );
  },
);

test.each(["", "canary\r\nX-Header: 1"])(
  "a profile whose token is %j is an error that names the profile, and does not concern the others",
  (token) => {
    const file = write(withToken(token));
    expect(() => readAskCliProfile("broken", file)).toThrow(/run `ask configure --profile broken`/);
    expect(readAskCliProfile("valid", file)).toMatchObject({ value: "Atza|x" });
    expect(readAskCliProfile("toString", file)).toBeUndefined();
    expect(listAskCliProfiles(file)).toEqual(["valid"]);
  },
);

test("a byte order mark, as Windows editors write it, is accepted", () => {
  const file = write(`\uFEFF${withToken("Atza|y")}`);
  expect(readAskCliProfile("broken", file)).toMatchObject({ value: "Atza|y" });
});

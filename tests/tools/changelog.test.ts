/** The rules of CHANGELOG.md that `make release` follows. */
import { assertNextVersion, lastRelease, withRelease } from "../../tools/changelog.mts";

const released = `# Changelog

## Unreleased

- A new argument.

## 0.9.0 - 2026-01-31

- The first release.

## 0.8.12 - 2026-01-30

- A trial.
`;

test("the last release is the newest, and none before the first", () => {
  expect(lastRelease(released)).toBe("0.9.0");
  expect(lastRelease("# Changelog\n\n## Unreleased\n\n- All of it.\n")).toBeUndefined();
});

test.each(["0.9.1", "0.10.0", "1.0.0"])("%s may follow 0.9.0", (version) => {
  expect(() => assertNextVersion(version, "0.9.0")).not.toThrow();
});

test.each(["0.9.0", "0.8.13", "0.0.1"])("%s is not higher than 0.9.0", (version) => {
  expect(() => assertNextVersion(version, "0.9.0")).toThrow(
    "is not higher than 0.9.0, the last release",
  );
});

test.each(["", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-rc.1", "1.0.0 "])(
  'a release refuses "%s"',
  (version) => {
    expect(() => assertNextVersion(version, undefined)).toThrow("make release VERSION=x.y.z");
  },
);

test("a release takes what was unreleased under its version and date", () => {
  expect(withRelease(released, "0.10.0", "2026-02-01")).toBe(
    released.replace("## Unreleased\n", "## Unreleased\n\n## 0.10.0 - 2026-02-01\n"),
  );
});

test("a release with nothing in it is refused", () => {
  const again = withRelease(released, "0.10.0", "2026-02-01");
  expect(() => withRelease(again, "0.11.0", "2026-02-02")).toThrow("says nothing");
  expect(() => withRelease("# Changelog\n", "0.11.0", "2026-02-02")).toThrow('no "## Unreleased"');
});

import { reportOnce } from "../../../provider/pulumi/reportOnce";

const print = jest.spyOn(console, "error").mockImplementation(() => {});

/** As Pulumi does. */
const printed = (error: Error) => {
  console.error(`${error}: ${error.stack}`);
  return print.mock.calls.splice(0).map(([text]) => text);
};

test("an error that the engine reports is not printed as well", () => {
  expect(printed(reportOnce(new Error("No.")))).toEqual([]);
});

test("two resources that fail for the same reason are not printed twice", () => {
  const errors = [1, 2].map(() => Object.assign(new Error("Cancelled."), { stack: "" }));
  for (const error of errors) reportOnce(error);
  expect(errors.flatMap(printed)).toEqual([]);
  expect(printed(errors[0] as Error)).toHaveLength(1);
});

test("everything else is printed", () => {
  const own = reportOnce(new Error("No."));
  expect(printed(new Error("Another's."))).toEqual([expect.stringContaining("Another's.")]);
  expect(printed(own)).toEqual([]);
  expect(printed(own)).toHaveLength(1);
});

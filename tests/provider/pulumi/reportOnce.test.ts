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

test("everything else is printed", () => {
  const own = reportOnce(new Error("No."));
  expect(printed(new Error("Another's."))).toEqual([expect.stringContaining("Another's.")]);
  expect(printed(own)).toEqual([]);
  expect(printed(own)).toHaveLength(1);
});

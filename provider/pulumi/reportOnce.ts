/**
 * Pulumi's dynamic provider prints some errors, and the engine then reports each of them: a reader would see it twice.
 *
 * Source: `cmd/dynamic-provider` of `@pulumi/pulumi`, which prints `${error}: ${error.stack}`.
 */

/** What Pulumi is about to print, and how often: several resources can fail for the same reason. */
const expected = new Map<string, number>();
let isInstalled = false;

/** @returns the error, which is not printed. */
export function reportOnce<E extends Error>(error: E): E {
  if (!isInstalled) install();
  const text = `${error}: ${error.stack}`;
  expected.set(text, (expected.get(text) ?? 0) + 1);
  return error;
}

/** Everything else that this process prints stays as it is. */
function install(): void {
  const { error: print } = console;
  console.error = (...args: unknown[]) => {
    const text = String(args[0]);
    const times = args.length === 1 ? (expected.get(text) ?? 0) : 0;
    if (times > 0) expected.set(text, times - 1);
    else print.apply(console, args);
  };
  isInstalled = true;
}

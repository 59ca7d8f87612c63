/**
 * Pulumi's dynamic provider prints some errors, and the engine then reports each of them: a reader would see it twice.
 *
 * Source: `cmd/dynamic-provider` of `@pulumi/pulumi`, which prints `${error}: ${error.stack}`.
 */

/** What Pulumi is about to print. */
const expected = new Set<string>();
let isInstalled = false;

/** @returns the error, which is not printed. */
export function reportOnce<E extends Error>(error: E): E {
  if (!isInstalled) install();
  expected.add(`${error}: ${error.stack}`);
  return error;
}

/** Everything else that this process prints stays as it is. */
function install(): void {
  const { error: print } = console;
  console.error = (...args: unknown[]) => {
    if (args.length === 1 && expected.delete(String(args[0]))) return;
    print.apply(console, args);
  };
  isInstalled = true;
}

/**
 * Pulumi takes four stack traces for each property of a resource, in case a program ends before its promises do, and maps
 * them to TypeScript's sources: half a second of a preview of 100 resources, for what nobody looks at. So there are none
 * from here until `restore`.
 */
export class StackTraces {
  private readonly limit = Error.stackTraceLimit;

  constructor() {
    Error.stackTraceLimit = 0;
  }

  restore(): void {
    Error.stackTraceLimit = this.limit;
  }

  /** Gives an error of Pulumi's the stack trace that it lacks; a program's own may have one from elsewhere. */
  addTo(error: unknown): unknown {
    this.restore();
    if (
      error instanceof Error &&
      Object.isExtensible(error) &&
      !/\n\s+at /.test(error.stack ?? "")
    ) {
      Error.captureStackTrace(error, this.addTo);
    }
    return error;
  }
}

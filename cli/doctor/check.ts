/** One thing that works or does not. */

export interface Check {
  readonly name: string;
  /** A note is about something that only some programs need. */
  readonly status: "ok" | "note" | "problem";
  /** One line, without secrets. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

export function ok(name: string, message: string): Check {
  return { name, status: "ok", message };
}

export function note(name: string, message: string, fix?: string): Check {
  return { name, status: "note", message, fix };
}

export function problem(name: string, message: string, fix?: string): Check {
  const line = message.replace(/:\s*\n\s*(- )?/, ": ").replace(/\s*\n\s*(- )?/g, "; ");
  return { name, status: "problem", message: line, fix };
}

/** Ids as a line of a terminal has room for them: as short as they stay unique. */

/** Every skill's id begins like this. */
const prefix = "amzn1.ask.skill.";
/** The parts of a UUID: the least that is shown are the first eight digits. */
const lengths = [8, 13, 18, 23];

export class ShortIds {
  private readonly known = new Set<string>();

  /** Whatever is known before is told apart from the first line on. */
  add(id: string): void {
    this.known.add(id);
  }

  shorten(id: string): string {
    this.add(id);
    const others = [...this.known].filter((other) => other !== id).map(withoutPrefix);
    const whole = withoutPrefix(id);
    const length = lengths.find(
      (length) => !others.some((other) => other.startsWith(whole.slice(0, length))),
    );
    // A cut that saves next to nothing is not worth it.
    return length === undefined || whole.length <= length + 12
      ? whole
      : `${whole.slice(0, length)}…`;
  }
}

function withoutPrefix(id: string): string {
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

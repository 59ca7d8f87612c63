/** How many people a preview says that the up after it will reach; undefined where a line says it of nobody. */
export function numbersIn(
  lines: readonly string[],
): { invited: number; losing: number } | undefined {
  if (lines.some((line) => /its testers will be|all testers|cannot say/.test(line)))
    return undefined;
  const sum = (pattern: RegExp, of = lines) =>
    of.reduce((all, line) => all + Number(pattern.exec(line)?.[1] ?? 0), 0);
  // Nobody has access to a draft, and so nobody loses it.
  const open = lines.filter((line) => !line.includes("beta test is IN_DRAFT"));
  return {
    invited: sum(/(\d+) testers? will be invited/),
    losing: sum(/(\d+) testers? will be removed/, open) + sum(/(\d+) testers? will lose access/),
  };
}

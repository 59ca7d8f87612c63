/** A program, and what its authors do to it. */
import type { Args, Edit } from "./commands";
import type { Resource } from "./engine";
import type { FrontEnd } from "./frontEnds";

export type Program = readonly Resource[];

/** Moves that a program cannot make, such as a second resource of one name, are none. */
export function edited(program: Program, edit: Edit, skillIds: readonly string[]): Program {
  if (edit.edit === "declare") {
    const { name, frontEnd, args, options } = edit;
    if (!isFree(program, name, frontEnd) || program.length >= skillIds.length) return program;
    const skillId = skillIds[edit.skill] as string;
    return [...program, { name, frontEnd, args: { ...args, skillId }, ...options }];
  }
  const resource = program[edit.which % program.length];
  return resource ? moved(program, resource, edit, skillIds) : program;
}

function moved(
  program: Program,
  resource: Resource,
  edit: Exclude<Edit, { edit: "declare" }>,
  skillIds: readonly string[],
): Program {
  const become = (change: Partial<Resource>) => replaced(program, resource, change);
  const { name, frontEnd, args } = resource;
  switch (edit.edit) {
    case "write":
      return become({ ...edit.options, args: { ...edit.args, skillId: args.skillId } });
    case "moveTo":
      return become({ args: { ...args, skillId: skillIds[edit.skill] as string } });
    case "rename":
      if (!isFree(program, edit.name, frontEnd)) return program;
      return become({ name: edit.name, aliases: edit.alias ? [name] : [] });
    case "changeFrontEnd": {
      const other = frontEnd === "plugin" ? "dynamic" : "plugin";
      return isFree(program, name, other) ? become({ frontEnd: other }) : program;
    }
    case "drop":
      return program.filter((each) => each !== resource);
    case "putLast":
      return [...program.filter((each) => each !== resource), resource];
    case "swap": {
      const other = program[edit.other % program.length] as Resource;
      const first = replaced(program, resource, withSkillOf(resource, other));
      return replaced(first, other, withSkillOf(other, resource));
    }
    case "duplicate":
      if (!isFree(program, edit.name, edit.frontEnd)) return program;
      return [...program, { ...resource, name: edit.name, frontEnd: edit.frontEnd, aliases: [] }];
  }
}

/**
 * Each skill once, and each name: the plugin's resource is an alias of the dynamic one. Every running test may
 * be taken over. This program can come true.
 */
export function valid(program: Program): Program {
  const taken = new Set<string>();
  return program.flatMap((resource) => {
    const { name, args } = resource;
    if (taken.has(args.skillId) || taken.has(name)) return [];
    taken.add(args.skillId).add(name);
    return [{ ...resource, aliases: [], args: { ...args, adopt: true } }];
  });
}

export function desiredStatusOf({ args }: Resource): NonNullable<Args["desiredStatus"]> {
  return (args as Args).desiredStatus ?? "RUNNING";
}

function isFree(program: Program, name: string, frontEnd: FrontEnd): boolean {
  return !program.some((each) => each.name === name && each.frontEnd === frontEnd);
}

function replaced(program: Program, resource: Resource, change: Partial<Resource>): Program {
  return program.map((each) => (each === resource ? { ...each, ...change } : each));
}

function withSkillOf({ args }: Resource, { args: { skillId } }: Resource): Partial<Resource> {
  return { args: { ...args, skillId } };
}

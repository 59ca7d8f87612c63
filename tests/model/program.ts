/** A program, and what its authors do to it. */
import type { Args, Edit } from "./commands";
import type { Resource } from "./engine";
import { type FrontEnd, urnOf } from "./frontEnds";

export type Program = readonly Resource[];

/** Moves that a program cannot make, such as a second resource of one name, are none. */
export function edited(program: Program, edit: Edit, skillIds: readonly string[]): Program {
  const skillOf = (index: number) => skillIds[index % skillIds.length] as string;
  if (edit.edit === "declare") {
    const { name, frontEnd, args, options } = edit;
    const resource = {
      name,
      frontEnd,
      args: { ...args, skillId: skillOf(edit.skill) },
      ...options,
    };
    return isFree(program, name, frontEnd) && program.length < skillIds.length
      ? [...program, resource]
      : program;
  }
  const resource = program[edit.which % program.length];
  if (!resource) return program;
  const become = (change: Partial<Resource>) => replaced(program, resource, change);
  switch (edit.edit) {
    case "write":
      return become({ ...edit.options, args: { ...edit.args, skillId: resource.args.skillId } });
    case "moveTo":
      return become({ args: { ...resource.args, skillId: skillOf(edit.skill) } });
    case "rename":
      return isFree(program, edit.name, resource.frontEnd)
        ? become({ name: edit.name, aliases: aliasesFor(resource, edit.alias) })
        : program;
    case "changeFrontEnd": {
      const frontEnd = resource.frontEnd === "plugin" ? "dynamic" : "plugin";
      return isFree(program, resource.name, frontEnd) ? become({ frontEnd }) : program;
    }
    case "drop":
      return program.filter((each) => each !== resource);
    case "putLast":
      return [...program.filter((each) => each !== resource), resource];
    case "swap": {
      const other = program[edit.other % program.length] as Resource;
      const moved = replaced(program, resource, withSkillOf(resource, other));
      return replaced(moved, other, withSkillOf(other, resource));
    }
    case "duplicate":
      return isFree(program, edit.name, edit.frontEnd)
        ? [...program, { ...resource, name: edit.name, frontEnd: edit.frontEnd, aliases: [] }]
        : program;
  }
}

/** Each skill once, and every running test may be taken over: a program that can come true. */
export function valid(program: Program): Program {
  const skills = new Set<string>();
  return program.flatMap((resource) => {
    const { skillId } = resource.args;
    if (skills.has(skillId)) return [];
    skills.add(skillId);
    return [{ ...resource, aliases: [], args: { ...resource.args, adopt: true } }];
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

function aliasesFor({ name, frontEnd }: Resource, alias: "none" | "name" | "urn"): string[] {
  if (alias === "none") return [];
  const own = urnOf(frontEnd, name);
  return alias === "name" ? [own] : [own, urnOf("dynamic", name)];
}

/** A program, and what its authors do to it. */

import { normalize } from "../../provider/betaTest/emails";
import type { Args, Edit } from "./commands";
import type { Resource } from "./engine";
import type { Identity } from "./frontEnds";

export type Program = readonly Resource[];

const maxInvited = 4;

/** Moves that a program cannot make, such as a second resource of one name, are none. */
export function edited(program: Program, edit: Edit, skillIds: readonly string[]): Program {
  if (edit.edit === "declare") {
    const { name, frontEnd, args, options } = edit;
    const declared = { type: "SkillBetaTest", name, frontEnd } as const;
    if (!isFree(program, declared) || testsIn(program).length >= skillIds.length) return program;
    const skillId = skillIds[edit.skill] as string;
    return [...program, { ...declared, args: { ...args, skillId }, ...options }];
  }
  if (edit.edit === "invite") {
    const { name, frontEnd, email, options } = edit;
    const declared = { type: "SkillBetaTester", name, frontEnd } as const;
    if (!isFree(program, declared) || testersIn(program).length >= maxInvited) return program;
    const skillId = skillToJoin(program, skillIds, edit.skill);
    return [...program, { ...declared, args: { skillId, email }, ...options }];
  }
  const resource = program[edit.which % program.length];
  return resource ? moved(program, resource, edit, skillIds) : program;
}

/** Rather one whose testers are not listed: another is an error. */
function skillToJoin(program: Program, skillIds: readonly string[], index: number): string {
  const turned = [...skillIds.slice(index), ...skillIds.slice(0, index)];
  const isListed = (skillId: string) =>
    program.some(({ args }) => args.skillId === skillId && args.testers !== undefined);
  return turned.find((skillId) => !isListed(skillId)) ?? (skillIds[index] as string);
}

function moved(
  program: Program,
  resource: Resource,
  edit: Exclude<Edit, { edit: "declare" | "invite" }>,
  skillIds: readonly string[],
): Program {
  const become = (change: Partial<Resource>) => replaced(program, resource, change);
  const { type, name, frontEnd, args } = resource;
  const { skillId } = args;
  switch (edit.edit) {
    case "write": {
      const written = type === "SkillBetaTest" ? edit.args : { email: edit.email };
      return become({ ...edit.options, args: { ...written, skillId } });
    }
    case "moveTo":
      return become({ args: { ...args, skillId: skillIds[edit.skill] as string } });
    case "rename":
      if (!isFree(program, { type, name: edit.name, frontEnd })) return program;
      return become({ name: edit.name, aliases: edit.alias ? [name] : [] });
    case "changeFrontEnd": {
      const other = frontEnd === "plugin" ? "dynamic" : "plugin";
      return isFree(program, { type, name, frontEnd: other })
        ? become({ frontEnd: other })
        : program;
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
      if (!isFree(program, { type, name: edit.name, frontEnd: edit.frontEnd })) return program;
      return [...program, { ...resource, name: edit.name, frontEnd: edit.frontEnd, aliases: [] }];
  }
}

/**
 * Each skill once, and each name: the plugin's resource is an alias of the dynamic one. Every running test may
 * be taken over, and testers come after their test, if it has no list. This program can come true.
 */
export function valid(program: Program): Program {
  const tests: Program = distinct(testsIn(program), ({ args }) => args.skillId).map((resource) => ({
    ...resource,
    aliases: [],
    args: { ...resource.args, adopt: true },
  }));
  const open = tests.filter(
    (test) =>
      test.args.testers === undefined &&
      desiredStatusOf(test) !== "ENDED" &&
      // What is ignored may be another value, in the state.
      !test.ignoreChanges?.some((name) => name === "desiredStatus" || name === "testers"),
  );
  const skills = open.map(({ args }) => args.skillId);
  const testers = distinct(testersIn(program), personOf)
    .filter(({ args }) => skills.includes(args.skillId))
    .map((resource) => ({ ...resource, aliases: [] }));
  return [...tests, ...testers];
}

function distinct(program: Program, key: (resource: Resource) => string): Program {
  const taken = new Set<string>();
  return program.filter((resource) => {
    const [owned, name] = [`owns ${key(resource)}`, `is ${resource.name}`];
    if (taken.has(owned) || taken.has(name)) return false;
    taken.add(owned).add(name);
    return true;
  });
}

export function testsIn(program: Program): Program {
  return program.filter(({ type }) => type === "SkillBetaTest");
}

export function testersIn(program: Program): Program {
  return program.filter(({ type }) => type === "SkillBetaTester");
}

/** Of a resource for one tester. */
export function personOf({ args }: Resource): string {
  return `${args.skillId} ${normalize(String(args.email))}`;
}

export function desiredStatusOf({ args }: Resource): NonNullable<Args["desiredStatus"]> {
  return (args as Args).desiredStatus ?? "RUNNING";
}

function isFree(program: Program, { type, name, frontEnd }: Identity): boolean {
  return !program.some(
    (each) => each.type === type && each.name === name && each.frontEnd === frontEnd,
  );
}

function replaced(program: Program, resource: Resource, change: Partial<Resource>): Program {
  return program.map((each) => (each === resource ? { ...each, ...change } : each));
}

function withSkillOf({ args }: Resource, { args: { skillId } }: Resource): Partial<Resource> {
  return { args: { ...args, skillId } };
}

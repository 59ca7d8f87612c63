/**
 * The life of a beta test, drawn from the code that decides: for every status and every `desiredStatus`, where the steps
 * of `plan` lead by `expectedAfter`.
 */
import { join } from "node:path";
import { instance } from "@viz-js/viz";
import { build } from "esbuild";
import type { Desired, Observed, statusOf } from "../../provider/betaTest/BetaTest.ts";
import type { Step } from "../../provider/betaTest/plan.ts";

type Plan = typeof import("../../provider/betaTest/plan.ts");

type From = ReturnType<typeof statusOf>;

const observable: readonly From[] = [
  "ABSENT",
  "IN_DRAFT",
  "STARTING",
  "RUNNING",
  "STOPPING",
  "ENDED",
];
const desirable: readonly Desired["status"][] = ["RUNNING", "IN_DRAFT", "ENDED"];
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Whether Amazon does it by itself. */
  readonly isAwaited: boolean;
}

export async function drawStateMachine(): Promise<string> {
  const edges = edgesOf(await loadPlan());
  const viz = await instance();
  const svg = viz.renderString(
    {
      graphAttributes: { rankdir: "LR", bgcolor: "transparent", nodesep: 0.5, ranksep: 0.6 },
      nodeAttributes: {
        shape: "box",
        style: "rounded",
        fontname: font,
        fontsize: 12,
        margin: "0.2,0.1",
      },
      edgeAttributes: { fontname: font, fontsize: 11, arrowsize: 0.7 },
      nodes: observable.map((name) => ({ name, attributes: { label: labels[name] ?? name } })),
      edges: edges.map(({ from, to, label, isAwaited }) => ({
        tail: from,
        head: to,
        attributes: { label: ` ${label} `, style: isAwaited ? "dashed" : "solid" },
      })),
    },
    { format: "svg" },
  );
  return withStyle(svg);
}

const font = "Helvetica, Arial, sans-serif";
const labels: Readonly<Record<string, string>> = { ABSENT: "no beta test" };
const words: Readonly<Partial<Record<Step["kind"], string>>> = {
  createBetaTest: "create",
  startBetaTest: "start",
  endBetaTest: "end",
  awaitBetaTest: "wait",
};

function edgesOf(code: Plan): Edge[] {
  const edges = observable.flatMap((status) =>
    desirable.flatMap((desired) => walk(code, status, desired)),
  );
  edges.push({ from: "RUNNING", to: "ENDED", label: "90 days", isAwaited: true });
  return [...new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge])).values()];
}

/** The changes of status that bring a test from one to what a program asks for, as far as one look plans them. */
function walk({ plan, expectedAfter }: Plan, from: From, desired: Desired["status"]): Edge[] {
  let observed: Observed = from === "ABSENT" ? {} : { betaTest: { status: from } };
  const edges: Edge[] = [];
  for (const step of stepsFrom(plan, observed, desired)) {
    const before = nameOf(observed);
    const isAwaited = step.kind === "awaitBetaTest";
    observed = isAwaited ? { betaTest: { status: step.status } } : expectedAfter(observed, step);
    const to = nameOf(observed);
    if (to !== before) edges.push({ from: before, to, label: words[step.kind] ?? "", isAwaited });
  }
  return edges;
}

const nameOf = (observed: Observed) => observed.betaTest?.status ?? "ABSENT";

function stepsFrom(plan: Plan["plan"], observed: Observed, status: Desired["status"]): Step[] {
  try {
    return plan(observed, { status });
  } catch {
    // A started test never becomes a draft again.
    return [];
  }
}

/** The provider's modules import each other without extensions, as bundlers like it. */
async function loadPlan(): Promise<Plan> {
  const entry = join(import.meta.dirname, "../../provider/betaTest/plan.ts");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`);
}

/** Readable on white and on black pages. */
function withStyle(svg: string): string {
  const style = `<style>
text { fill: #1f2328 } path { stroke: #59636e } polygon { stroke: #59636e; fill: #59636e }
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } path { stroke: #9198a1 } polygon { stroke: #9198a1; fill: #9198a1 } }
</style>`;
  const drawing = svg.slice(svg.indexOf("<svg"));
  return drawing.replace(/>/, ` role="img" aria-label="The life of a beta test">${style}`);
}

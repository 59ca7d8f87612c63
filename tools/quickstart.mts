/** Starts the quickstart's simulator, or stops it: `simulator.mts start|stop STATE_FILE`. */
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const url = "http://127.0.0.1:8257";
const [command, file = ""] = process.argv.slice(2);
const stateFile = resolve(file);

if (command === "stop") await stop();
else await start();

async function start(): Promise<void> {
  const running = await health();
  if (running?.stateFile === stateFile) return;
  if (running)
    fail(
      `another one is running at ${url} (process ${running.pid}, ${running.stateFile}): stop it first`,
    );

  mkdirSync(dirname(stateFile), { recursive: true });
  const log = `${stateFile}.log`;
  const cli = resolve(import.meta.dirname, "../dist/cli/main.js");
  const output = openSync(log, "w");
  const child = spawn(process.execPath, [cli, "simulator", "--state", stateFile], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.unref();
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) fail(readFileSync(log, "utf8").trim());
    if (await health()) {
      console.log(`simulator: runs at ${url} (process ${child.pid}) until \`make clean\``);
      return;
    }
    await delay(100);
  }
  fail(`no answer from ${url}; see ${log}`);
}

async function stop(): Promise<void> {
  const running = await health();
  if (running?.stateFile === stateFile) process.kill(running.pid);
}

async function health(): Promise<{ pid: number; stateFile?: string } | undefined> {
  try {
    const { simulator, ...rest } = await (await fetch(`${url}/simulator/health`)).json();
    return simulator === "pulumi-alexa" ? rest : undefined;
  } catch {
    return undefined;
  }
}

function fail(message: string): never {
  console.error(`simulator: ${message}`);
  process.exit(1);
}

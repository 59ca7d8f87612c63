/** Assembles what a provider needs, for the process that Pulumi runs it in. */
import { systemClock } from "./clock";
import { connectToAmazon } from "./connect";
import { isRefresh } from "./pulumi/command";
import { connectEngine, EngineDisconnectedError } from "./pulumi/engine";
import { LocalDeclarations, SharedDeclarations } from "./resource/ownership";
import type { ProviderRuntime } from "./resource/ProviderContext";
import { resolveSettings } from "./settings";

/**
 * @param engineAddress undefined without an engine.
 * @param onDisconnect must stop everything: a provider whose engine is gone would start, end and mail beside the
 *   next run.
 */
export function processRuntime(
  engineAddress: string | undefined,
  onDisconnect: () => void = endProcess,
): ProviderRuntime {
  const engine = connectEngine(engineAddress);
  engine.onDisconnect(onDisconnect);

  return {
    settings: (configured) => resolveSettings(configured, process.env, systemClock.now()),
    connect: (settings) =>
      connectToAmazon(settings, (line) => void engine.debug(line).catch(() => {})),
    engine,
    isRefresh,
    declarations: engineAddress ? new SharedDeclarations(engineAddress) : new LocalDeclarations(),
  };
}

function endProcess(): void {
  console.error(`pulumi-alexa: ${new EngineDisconnectedError().message}`);
  process.exit(1);
}

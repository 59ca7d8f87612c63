/** Assembles what a provider needs, for the process that Pulumi runs it in. */
import { systemClock } from "./clock";
import { connectToAmazon } from "./connect";
import { pulumiCommand } from "./pulumi/command";
import { connectEngine, EngineDisconnectedError } from "./pulumi/engine";
import { LocalDeclarations, SharedDeclarations } from "./resource/declarations";
import type { ProviderRuntime } from "./resource/ProviderSession";
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
  const declarations = engineAddress
    ? new SharedDeclarations(engineAddress)
    : new LocalDeclarations();
  engine.onDisconnect(() => {
    declarations.end();
    onDisconnect();
  });
  if (engineAddress) {
    for (const signal of endSignals) {
      process.once(signal, () => {
        declarations.expire();
        process.exit(0);
      });
    }
  }

  return {
    settings: (configured) => resolveSettings(configured, process.env, systemClock.now()),
    connect: (settings) =>
      connectToAmazon(settings, (line) => void engine.debug(line).catch(() => {})),
    engine,
    command: once(pulumiCommand),
    declarations,
  };
}

/** The parent stays the same, and not every platform is quick to tell. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}

/** How the engine ends its providers once a run is over; the second is Windows's. It may come from others, too. */
const endSignals = ["SIGINT", "SIGBREAK"] as const;

function endProcess(): void {
  console.error(`pulumi-alexa: ${new EngineDisconnectedError().message}`);
  process.exit(1);
}

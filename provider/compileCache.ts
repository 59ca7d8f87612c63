/**
 * Node's compile cache: each Pulumi command starts its plugins again, and a good part of that is compiling what has not
 * changed. NODE_COMPILE_CACHE names another folder for it, and NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 *
 * Imported first, since it applies to what is imported after it.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import { makePrivate, privateFolder } from "./privateFolder";

/** Pulumi kills its plugins, so Node cannot write the cache when they exit. */
const writeAfterMs = 1000;

/** The standalone executable, which Bun runs, holds its code compiled. */
const isCompiled = "Bun" in globalThis;

try {
  if (!isCompiled) enable(privateFolder("compile-cache"));
} catch {
  // It is only slower without.
}

function enable(folder: string): void {
  makePrivate(folder);
  enableCompileCache(folder);
  setTimeout(flushCompileCache, writeAfterMs).unref();
}

/**
 * Node's compile cache: each Pulumi command starts its plugins anew, and a good part of that is compiling what has not
 * changed. NODE_COMPILE_CACHE names another folder for it, and NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 *
 * Imported first, since it applies to what is imported after it.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import { makePrivate, privateFolder } from "./privateFolder";

/** Pulumi kills its plugins, so Node cannot write the cache when they exit. */
const writeAfterMs = 1000;

try {
  const folder = privateFolder("compile-cache");
  makePrivate(folder);
  enableCompileCache(folder);
  setTimeout(flushCompileCache, writeAfterMs).unref();
} catch {
  // It is only slower without.
}

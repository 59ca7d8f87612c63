/** Draws docs/pictures: `make pictures`. Each shows what the code or a real run says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawPreview } from "./pictures/preview.mts";
import { drawSimulator } from "./pictures/simulator.mts";
import { drawStateMachine } from "./pictures/stateMachine.mts";

const folder = join(import.meta.dirname, "../docs/pictures");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "state-machine.svg"), await drawStateMachine());
writeFileSync(join(folder, "preview.svg"), await drawPreview());
for (const [scheme, picture] of await drawSimulator(["light", "dark"])) {
  writeFileSync(join(folder, `simulator-${scheme}.webp`), picture);
}
console.log("pictures: docs/pictures");

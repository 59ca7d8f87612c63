/** A port to listen on again: one that the system gives to nobody who asks for any. */
import { createServer } from "node:net";

/** Below the range from which Linux, macOS and Windows choose. */
const range = { from: 20_000, to: 30_000 };

/** @returns a port of this machine that nobody listens on, and that stays so until the caller does. */
export async function portOfItsOwn(): Promise<number> {
  for (;;) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from));
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}

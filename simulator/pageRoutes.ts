/** The page at the root, which shows what the simulator does. It is loaded when somebody first looks at it. */
import { Hono } from "hono";

export function pageRoutes(): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    // Not `import`, which Jest's programs cannot do.
    const { page } = require("./page/index.js") as typeof import("./page/index.js");
    const { html, policy } = await page;
    return c.html(html, 200, {
      "Content-Security-Policy": policy,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    });
  });
  // A browser asks for these by itself: Amazon would not see such a request, so the log has none either.
  app.get("/favicon.ico", (c) => c.body(null, 404));
  app.get("/.well-known/*", (c) => c.body(null, 404));
  return app;
}

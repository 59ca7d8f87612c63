/** Makes the page one file: it loads nothing else, from here or elsewhere, and its policy says so. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";

export interface Page {
  readonly html: string;
  /** The Content-Security-Policy, which lets in this script and this style alone. */
  readonly policy: string;
}

export async function bundlePage(): Promise<Page & { readonly metafile: Metafile }> {
  const root = join(import.meta.dirname, "../..");
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["main.tsx", "style.css"].map((file) => join(import.meta.dirname, file)),
    outdir: "page",
    bundle: true,
    format: "iife",
    target: ["chrome111", "firefox113", "safari16.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  const textOf = (extension: string) =>
    outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  const [script, style] = [textOf(".js"), textOf(".css")];
  return { html: documentOf(script, style), policy: policyFor(script, style), metafile };
}

/** The icon is in the page, so that no browser asks for one. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='12' fill='none' stroke='%234c63d9' stroke-width='5'/%3E%3Ccircle cx='16' cy='16' r='4' fill='%234c63d9'/%3E%3C/svg%3E";

function documentOf(script: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Simulator of pulumi-alexa</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<div id="app"><noscript>This page needs JavaScript.</noscript></div>
<script>${script}</script>
</body>
</html>
`;
}

function policyFor(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

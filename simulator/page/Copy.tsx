/** Copies a text. */
import { useState } from "preact/hooks";

export function Copy({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button
      type="button"
      class="small"
      aria-label={isCopied ? `Copied ${what}` : `Copy ${what}`}
      onClick={copy}
    >
      {isCopied ? "Copied" : "Copy"}
    </button>
  );
}

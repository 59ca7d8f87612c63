/** What a button or a form sends, and what became of it. */
import { useState } from "preact/hooks";

export function useAction() {
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  /** @returns whether it worked. */
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    try {
      await work();
      setError(undefined);
      return true;
    } catch (failure) {
      setError((failure as Error).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, problem: error === undefined ? null : <Problem text={error} /> };
}

function Problem({ text }: { text: string }) {
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}

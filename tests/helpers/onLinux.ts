/** For tests that find processes in /proc. Elsewhere they are left out, and their names say why. */
type Declare = (name: string, work: () => Promise<void>, timeoutMs?: number) => void;

export const testOnLinux: Declare =
  process.platform === "linux"
    ? test
    : (name, work, timeoutMs) => test.skip(`${name} (needs Linux's /proc)`, work, timeoutMs);

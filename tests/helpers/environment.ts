/** Proxy variables for the time of a test. */
const proxies = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
const names = proxies.flatMap((name) => [name, name.toUpperCase(), `npm_config_${name}`]);

/** Runs `work` with these variables and without those that the machine has for its own proxies. */
export async function withProxies<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  for (const name of names) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of [...names, ...Object.keys(variables)]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

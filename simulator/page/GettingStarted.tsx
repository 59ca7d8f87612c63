/** What to do while there is nothing to see. */
import { simulatedCredentials } from "../accounts";
import { Copy } from "./Copy";
import { Panel } from "./Panel";

export function GettingStarted() {
  const { origin } = location;
  const commands = `export ASK_SMAPI_SERVER_BASE_URL=${origin}
export ASK_LWA_TOKEN_HOST=${origin}
export ASK_ACCESS_TOKEN='${simulatedCredentials.accessToken}'
pulumi up`;
  return (
    <Panel
      id="skills"
      title="Skills"
      count={0}
      actions={<Copy text={commands} what="the commands" />}
    >
      <div class="start">
        <p>There is no beta test yet. To create one here, run a program against this simulator:</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to be able to scroll it. */}
        <pre tabIndex={0}>{commands}</pre>
      </div>
    </Panel>
  );
}

import type { createDynamicProvider } from "../../provider/adapters/dynamic";
import type { Inputs, Outputs } from "../../provider/adapters/properties";

type Provider = ReturnType<typeof createDynamicProvider>;
/** What a program says of its one resource. */
export type Program = Partial<Inputs> & { skillId: string };

interface State {
  id: string;
  outputs: Outputs;
  /** Why the resource is not as it should be; the next up then always updates it. */
  failed: boolean;
}

/** What Pulumi's engine does with one dynamic resource, without its processes. */
export class MiniEngine {
  state: State | undefined;

  constructor(private readonly provider: Provider) {}

  async preview(program: Program): Promise<boolean> {
    const inputs = await this.check(program);
    if (!this.state) return true;
    const { changes } = await this.provider.diff(this.state.id, this.state.outputs, inputs);
    return changes || this.state.failed;
  }

  async up(program: Program): Promise<void> {
    const inputs = await this.check(program);
    const { state } = this;
    if (!state) return this.create(inputs);
    const diff = await this.provider.diff(state.id, state.outputs, inputs);
    if ("replaces" in diff) {
      await this.create(inputs);
      await this.provider.delete(state.id, state.outputs);
    } else if (diff.changes || state.failed) {
      await this.keeping(state.id, async () => {
        const { outs } = await this.provider.update(state.id, state.outputs, inputs);
        this.state = { id: state.id, outputs: outs, failed: false };
      });
    }
  }

  async refresh(): Promise<void> {
    if (!this.state) return;
    const { id, props } = await this.provider.read(this.state.id, this.state.outputs);
    this.state = id ? { ...this.state, outputs: props as Outputs } : undefined;
  }

  async destroy(): Promise<void> {
    if (!this.state) return;
    await this.provider.delete(this.state.id, this.state.outputs);
    this.state = undefined;
  }

  private async check(program: Program): Promise<Inputs> {
    const { inputs, failures } = await this.provider.check({}, { ...program });
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return inputs as unknown as Inputs;
  }

  private async create(inputs: Inputs): Promise<void> {
    await this.keeping(inputs.skillId, async () => {
      const { id, outs } = await this.provider.create(inputs);
      this.state = { id, outputs: outs, failed: false };
    });
  }

  /** A failure that comes with an id leaves the resource in the state. */
  private async keeping(id: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error) => {
      if (error.id) this.state = { id, outputs: error.properties, failed: true };
      throw error;
    });
  }
}

/**
 * What this run has seen of each skill's beta test, for the diffs and previews of all resources of that skill: one GET and
 * one list of testers serve them all. An update or delete observes again.
 */
import type { Observed, Tester, Wanted } from "../betaTest/BetaTest";
import { sameEmail } from "../betaTest/emails";
import { type Fetched, fetchBetaTest, type LastKnown, observe } from "../betaTest/observe";
import { needsTesters } from "../betaTest/plan";
import { type Clock, systemClock } from "../clock";
import { categoryOf } from "../errorCategory";
import type { ApiCallOptions, ProviderSession } from "./ProviderSession";
import type { Upcoming } from "./Resource";
import { checkSkillId } from "./rules";

/** In milliseconds. A diff that comes later observes again: its resource has waited for another one. */
const maxAgeMs = 30_000;
/** A diff waits no longer than this for what is prefetched for it, in milliseconds. */
const maxPrefetchMs = 10_000;

interface Seen {
  /** Not before Amazon has answered, which may take longer than it counts. */
  atMs: number;
  /** Undefined if it failed, and was nobody's own question. */
  readonly fetched: Promise<Fetched | undefined>;
}

export class Observations {
  /** What follows for this kind of resource from what was seen, if one of the kind has asked. */
  private readonly conclusions = new WeakMap<Seen, Promise<Observed>>();

  constructor(
    private readonly session: Pick<ProviderSession, "withApi" | "isUnreachable">,
    private readonly clock: Pick<Clock, "now"> = systemClock,
    private readonly bySkill = new Map<string, Seen>(),
  ) {}

  /** For resources of another kind: they share what was seen, and conclude from it by what they knew before. */
  forAnotherKind(): Observations {
    return new Observations(this.session, this.clock, this.bySkill);
  }

  /**
   * Asks before the diffs do: the engine calls a dynamic resource's diffs one after another, so each would wait for Amazon
   * alone, although the program has declared all of them at once.
   */
  prefetch({ skillId, hasTesters }: Upcoming): void {
    if (this.recent(skillId) || checkSkillId(skillId).length > 0) return;
    const fetched = this.session.withApi(skillId, { maxWaitMs: maxPrefetchMs }, (api) =>
      fetchBetaTest(api, skillId, { testers: hasTesters ? [] : undefined }),
    );
    // What fails is as if it had not been asked for: the diff observes by itself, and says what is wrong.
    this.remember(
      skillId,
      fetched.catch(() => undefined),
    );
  }

  async getOrObserve(
    skillId: string,
    wanted: Wanted,
    lastKnown: LastKnown,
    call: ApiCallOptions,
  ): Promise<Observed> {
    const seen = this.recent(skillId);
    if (!seen) return this.observe(skillId, wanted, lastKnown, call);
    const fetched = await seen.fetched;
    const { betaTest, testers } = fetched ?? {};
    const isEnough = fetched && (testers || !needsTesters({ betaTest }, wanted));
    if (!isEnough) {
      // Another diff may be asking already.
      return this.bySkill.get(skillId) === seen
        ? this.observe(skillId, wanted, lastKnown, call, fetched)
        : this.getOrObserve(skillId, wanted, lastKnown, call);
    }
    const known = this.conclusions.get(seen);
    if (known) return known;
    return this.concluding(
      seen,
      this.session.withApi(skillId, call, (api) =>
        observe(api, skillId, wanted, lastKnown, fetched),
      ),
    );
  }

  /** @param known a moment ago: only what it lacks is asked for. */
  async observe(
    skillId: string,
    wanted: Wanted,
    lastKnown: LastKnown,
    call: ApiCallOptions,
    known?: Fetched,
  ): Promise<Observed> {
    const fetching = Promise.withResolvers<Fetched>();
    const observing = this.session.withApi(skillId, call, async (api) => {
      const found = await fetchBetaTest(api, skillId, wanted, known);
      fetching.resolve(found);
      return observe(api, skillId, wanted, lastKnown, found);
    });
    observing.catch(fetching.reject);
    const seen = this.remember(skillId, fetching.promise);
    try {
      return await this.concluding(seen, observing);
    } catch (error) {
      if (this.bySkill.get(skillId) === seen) this.forget(skillId);
      this.session.isUnreachable ||= categoryOf(error) === "unreachable";
      throw error;
    }
  }

  /** Whoever asks meanwhile waits for the same conclusion, which may take questions of its own. */
  private concluding(seen: Seen, observing: Promise<Observed>): Promise<Observed> {
    this.conclusions.set(seen, observing);
    observing.catch(() => this.conclusions.delete(seen));
    return observing;
  }

  /** What Amazon said when it was last asked. */
  async lastFetched(skillId: string): Promise<Fetched | undefined> {
    return this.recent(skillId)?.fetched;
  }

  /** As Amazon listed it when it was last asked. */
  async findTester(skillId: string, email: string): Promise<Tester | undefined> {
    const { testers = [] } = (await this.lastFetched(skillId)) ?? {};
    return testers.find(({ emailId }) => sameEmail(emailId, email));
  }

  /** What is known without asking. */
  remember(skillId: string, fetched: Seen["fetched"]): Seen {
    const seen = { atMs: Number.POSITIVE_INFINITY, fetched };
    const stamp = () => {
      seen.atMs = this.clock.now();
    };
    // Whoever waits for it says what is wrong.
    fetched.then(stamp, stamp);
    this.bySkill.set(skillId, seen);
    return seen;
  }

  /** What was seen before a change is no longer so. */
  forget(skillId: string): void {
    this.bySkill.delete(skillId);
  }

  private recent(skillId: string): Seen | undefined {
    const seen = this.bySkill.get(skillId);
    return seen && this.clock.now() - seen.atMs <= maxAgeMs ? seen : undefined;
  }
}

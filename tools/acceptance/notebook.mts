/** The answers so far. What was not answered says why. */
import { defaultApiVariants } from "../../simulator/apiVariants.ts";
import type { ApiVariants } from "../../simulator/types.ts";
import type { Exchange } from "./exchanges.mts";
import { type QuestionId, questionIds, questions } from "./questions.mts";

export interface Answer {
  /** In words. */
  readonly text: string;
  readonly evidence: readonly Exchange[];
  /** The value of the simulator's setting, if the answer is one that it knows. */
  readonly value?: ApiVariants[keyof ApiVariants] | undefined;
}

export interface Row extends Answer {
  readonly id: QuestionId;
  readonly question: string;
  readonly variant: keyof ApiVariants | undefined;
  /** Whether the value is the simulator's default; undefined without a value. */
  readonly isDefault: boolean | undefined;
}

export class Notebook {
  private readonly answers = new Map<QuestionId, Answer>();
  private reason = "the run stopped before it";

  answer(id: QuestionId, text: string, evidence: readonly Exchange[], value?: Answer["value"]) {
    this.answers.set(id, { text, evidence, value });
  }

  /** An answer that none of the simulator's settings stands for. */
  answerElse(id: QuestionId, seen: string, evidence: readonly Exchange[]) {
    this.answer(id, `something else: ${seen}`, evidence);
  }

  notAsked(id: QuestionId, reason: string) {
    this.answer(id, `not asked: ${reason}`, []);
  }

  has(id: QuestionId): boolean {
    return this.answers.has(id);
  }

  /** Why whatever is open from here on was not asked. */
  stop(reason: string): void {
    this.reason = reason;
  }

  /** One row for each question. */
  rows(): Row[] {
    return questionIds.map((id) => {
      const { text: question, variant } = questions[id];
      const answer = this.answers.get(id) ?? { text: `not asked: ${this.reason}`, evidence: [] };
      const isDefault =
        variant && answer.value !== undefined
          ? answer.value === defaultApiVariants[variant]
          : undefined;
      return { id, question, variant, isDefault, ...answer };
    });
  }
}

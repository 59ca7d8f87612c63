import { ShortIds } from "../../../provider/resource/ShortIds";

const quiz = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
const radio = "amzn1.ask.skill.12345678-9999-1234-1234-123456789012";

test("the id of a skill is its first eight digits", () => {
  expect(new ShortIds().shorten(quiz)).toBe("12345678…");
});

test("ids with the same beginning are shown longer, in either order", () => {
  const ids = new ShortIds();
  ids.add(radio);
  expect(ids.shorten(quiz)).toBe("12345678-1234…");
  expect(ids.shorten(radio)).toBe("12345678-9999…");
  expect(ids.shorten(quiz)).toBe("12345678-1234…");
});

test("an id that is short, or that another one continues, is whole", () => {
  const ids = new ShortIds();
  expect(ids.shorten("amzn1.ask.skill.quiz")).toBe("quiz");
  ids.add(`${quiz}-and-more`);
  expect(ids.shorten(quiz)).toBe(quiz.replace("amzn1.ask.skill.", ""));
  expect(ids.shorten("another")).toBe("another");
});

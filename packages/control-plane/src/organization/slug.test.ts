import fc from "fast-check";
import { expect, test } from "vitest";
import { Slug } from "../fields.ts";
import { firstFree, slugOf } from "./slug.ts";

const names = fc.oneof(fc.string({ unit: "binary", maxLength: 120 }), fc.stringMatching(/^[a-zA-Z0-9 '_-]{0,120}$/));

test("whatever a thing is called, its slug is one", () => {
  fc.assert(fc.property(names, (name) => Slug.safeParse(slugOf(name, "team")).success));
});

test("however many have the name already, the next slug is one and is free", async () => {
  await fc.assert(
    fc.asyncProperty(names, fc.integer({ min: 0, max: 120 }), async (name, others) => {
      const taken = new Set<string>();
      for (let n = 0; n <= others; n++) {
        const slug = await firstFree(slugOf(name, "team"), async (candidate) => !taken.has(candidate));
        expect(Slug.safeParse(slug).success).toBe(true);
        expect(taken.has(slug)).toBe(false);
        taken.add(slug);
      }
    }),
    { numRuns: 30 },
  );
});

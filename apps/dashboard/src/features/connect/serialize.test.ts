import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitPowershell } from "./powershell-words.ts";
import { base64Json, posixCommand, powershellCommand, type Word } from "./serialize.ts";

const words = fc.array(fc.string({ unit: fc.constantFrom(..."ab'\"$`\\ ;&|<>(){}*?!#~=%@,\n".split("")), maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});

test("a real shell reads back every word that was written", () => {
  fc.assert(
    fc.property(words, (list) => {
      const read = execFileSync("sh", ["-c", `set -- ${posixCommand(list)}; printf '%s\\0' "$@"`], { encoding: "utf8" });
      expect(read.split("\0").slice(0, -1)).toEqual(list);
    }),
    { numRuns: 60 },
  );
});

test("a word that ends in a variable is expanded by the shell and by nothing before it", () => {
  const word: Word = { text: 'a "$HOME" `id` \\ ', variable: "SECRET" };
  const read = execFileSync("sh", ["-c", `printf %s ${posixCommand([word])}`], {
    env: { ...process.env, SECRET: "s p" },
    encoding: "utf8",
  });
  expect(read).toBe('a "$HOME" `id` \\ s p');
});

test("PowerShell words are read back, and a double quote is not attempted", () => {
  fc.assert(
    fc.property(words, (list) => {
      const command = powershellCommand(list);
      if (list.some((word) => word.includes('"'))) expect(command).toBeNull();
      else expect(splitPowershell(command!, {})).toEqual(list);
    }),
  );
});

test("base64 is made of UTF-8 bytes", () => {
  expect(Buffer.from(base64Json({ name: "zürich ✓" }), "base64").toString("utf8")).toBe('{"name":"zürich ✓"}');
});

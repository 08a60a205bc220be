import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { workbench } from "../testing/workbench.ts";

const { file, portcullis, remove } = workbench();
afterAll(remove);

const ugly = '{"version":"1",\n\n"default":"deny"}';
const pretty = '{\n  "version": "1",\n  "default": "deny"\n}\n';

test("prints the canonical form of a file or of standard input", async () => {
  expect(await portcullis(["fmt", file("ugly.json", ugly)])).toEqual({ code: 0, out: pretty, error: "" });
  expect(await portcullis(["fmt", "-"], { stdin: ugly })).toEqual({ code: 0, out: pretty, error: "" });
});

test("--check lists what is not formatted and changes nothing", async () => {
  const [a, b] = [file("ugly.json", ugly), file("pretty.json", pretty)];
  expect(await portcullis(["fmt", "--check", a, b])).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^ugly\.json:1:1 warning format .*\n$/),
  });
  expect(readFileSync(a, "utf8")).toBe(ugly);
  expect(await portcullis(["fmt", "--check", b])).toEqual({ code: 0, out: "", error: "" });
});

test("--write writes, unless one of the files is not JSON", async () => {
  const [a, b, broken] = [file("ugly.json", ugly), file("pretty.json", pretty), file("broken.json", "{")];
  expect(await portcullis(["fmt", "--write", a, broken])).toMatchObject({ code: 2, error: expect.stringContaining("broken.json:1:2 ") });
  expect(readFileSync(a, "utf8")).toBe(ugly);
  expect(await portcullis(["fmt", "--write", a, b])).toEqual({ code: 0, out: "", error: "" });
  expect([readFileSync(a, "utf8"), readFileSync(b, "utf8")]).toEqual([pretty, pretty]);
});

test.each([
  [["--check", "--write", "x"], "fmt takes --check or --write, not both."],
  [["--write", "-"], "fmt cannot write back to standard input"],
  [["x", "y"], "fmt prints one FILE; several need --check or --write."],
])("%j is unusable", async (args, error) => {
  expect(await portcullis(["fmt", ...args])).toMatchObject({ code: 2, out: "", error: expect.stringContaining(error) });
});

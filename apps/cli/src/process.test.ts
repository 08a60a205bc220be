import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "./testing/bundle.ts";

// The two packages that the engine needs and no others: no driver, no dialer.
const { folder, entry, remove } = bundle(["zod", "re2js"]);

beforeAll(() => {
  const put = (name: string, value: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(value));
  put("policy.json", { version: "1", default: "deny", tools: { a: {} } });
  put("wider.json", { version: "1", default: "deny", tools: { a: {}, b: {} } });
  put("call.json", { tool: "a" });
  put("cases.json", [{ name: "a", policy: { version: "1", default: "deny" }, call: { tool: "a" }, expect: { effect: "deny" } }]);
  put("wrong.json", [{ name: "a", policy: { version: "1", default: "deny" }, call: { tool: "a" }, expect: { effect: "allow" } }]);
});
afterAll(remove);

const start = (args: string[]) => spawn(process.execPath, [entry, ...args], { cwd: folder, env: { PATH: process.env.PATH } });

async function portcullis(args: string[], stdin = "") {
  const child = start(args);
  const closed = new Promise<number | null>((done) => child.once("close", done));
  child.stdin.on("error", () => {}).end(stdin);
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, error };
}

describe("without a database, a setting or a driver", () => {
  test.each([
    [["lint", "policy.json"], "", 0],
    [["lint", "-"], '{"version":"1","default":"deny"}', 0],
    [["lint", "-"], '{"version":"1","default":"allow"}', 1],
    [["lint", "-"], "{", 2],
    [["lint", "none.json"], "", 2],
    [["lint", "policy.json", "--tols", "x"], "", 2],
    [["test", "cases.json"], "", 0],
    [["test", "-"], "[]", 2],
    [["test", "wrong.json"], "", 1],
    [["test", "wrong.json", "--reporter", "junit"], "", 1],
    [["explain", "policy.json", "call.json"], "", 0],
    [["explain", "policy.json", "-"], '{"tool":"b"}', 0],
    [["explain", "policy.json"], "", 2],
    [["diff", "policy.json", "policy.json"], "", 0],
    [["diff", "policy.json", "wider.json"], "", 1],
    [["diff", "policy.json", "-"], "{}", 2],
    [["fmt", "policy.json"], "", 0],
    [["fmt", "policy.json", "--check"], "", 1],
    [["fmt", "-"], "nothing", 2],
    [["help"], "", 0],
    [["help", "lint"], "", 0],
    [["fmt", "--help"], "", 0],
    [["apply", "--help"], "", 0],
    [["--version"], "", 0],
    [[], "", 2],
    [["lnt"], "", 2],
    [["migrate"], "", 2],
  ])("%j with %j on stdin ends with %i", async (args, stdin, code) => {
    const answer = await portcullis(args, stdin);
    expect(answer).toMatchObject({ code });
    expect(answer.error).not.toMatch(/\n\s+at |node:internal/);
    expect(answer.out + answer.error).not.toBe("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there are no colours where no terminal is
    expect(answer.out + answer.error).not.toMatch(/\u001b/);
  });
});

test("input that cannot be used is one clear line, with the nearest option or command", async () => {
  expect((await portcullis(["lint", "policy.json", "--tols", "x"])).error).toBe(
    'lint has no option "--tols". Did you mean "--tools"? See: portcullis help lint\n',
  );
  expect((await portcullis(["lnt"])).error).toBe('There is no command "lnt". Did you mean "lint"? See: portcullis help\n');
  expect((await portcullis(["lint", "none.json"])).error).toBe("none.json does not exist.\n");
  expect((await portcullis(["lint", "."])).error).toBe(". is a folder, not a file.\n");
  writeFileSync(path.join(folder, "latin.json"), Buffer.from([0x22, 0xe9, 0x22]));
  expect((await portcullis(["lint", "latin.json"])).error).toBe("latin.json is not UTF-8 text.\n");
});

test("only commands on the database load its driver", async () => {
  const chunks = readdirSync(path.join(folder, "dist/chunks"));
  expect(chunks.some((name) => name.startsWith("apply-"))).toBe(true);
  const env = { PATH: process.env.PATH, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none", PORTCULLIS_ROOT_KEY: "x" };
  const child = spawn(process.execPath, [entry, "migrate"], { cwd: folder, env });
  expect(await text(child.stderr)).toMatch(/Cannot find package/);
});

test("a reader that goes away early is no failure", async () => {
  const child = start(["fmt", "-"]);
  const complaint = text(child.stderr);
  const closed = new Promise((done) => child.once("close", done));
  child.stdout.destroy();
  child.stdin.end(JSON.stringify(Array.from({ length: 100_000 }, (_, at) => at)));
  expect(await closed).toBe(0);
  expect(await complaint).toBe("");
});

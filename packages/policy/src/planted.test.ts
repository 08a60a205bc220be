import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { goldenCases, goldenFiles, judgeGolden } from "../decisions/golden.ts";
import type * as engine from "./index.ts";
import { type JsonNode, nodeOf } from "./index.ts";
import { parseJson } from "./json/parse.ts";

/**
 * The bugs PB-12 to PB-16 of the threat model, each planted into a bundle of the engine by a change of one place in its source: the test
 * that is named after a bug passes on the engine and fails on the bundle that has it, and the golden cases notice it too.
 */
type Engine = typeof engine & { patternsBuilt: readonly string[] };
type Bug = { name: string; file: string; from: string; to: string; check: (by: Engine) => void; golden: string | undefined };

const bugs: Bug[] = [
  {
    name: 'PB-12: string "500" does not fire deny_if',
    file: "evaluate.ts",
    from: "if (check.ask(request, plan.tool) !== FALSE) return check.refusal;",
    to: "if (check.ask(request, plan.tool) === TRUE) return check.refusal;",
    check: (by) => {
      const asks = (value: unknown) => effectOf(by, { deny_if: [rule("args.amount", "gt", 100)] }, nodeOf({ amount: value }));
      expect(["500", null, [500], true].map(asks)).toEqual(["deny", "deny", "deny", "deny"]);
      expect(asks(100)).toBe("allow");
    },
    golden: "operators-by-type.json",
  },
  {
    name: "PB-13: big integer compared as a double",
    file: "json/number.ts",
    from: "if (isShortInteger(text)) return Number(text);",
    to: "return Number(text);",
    check: (by) => {
      const args = parseJson('{"id":9007199254740993}').node;
      expect(effectOf(by, { require: [rule("args.id", "gt", 1)] }, args)).toBe("deny");
      expect(effectOf(by, { deny_if: [rule("args.id", "eq", 1)] }, args)).toBe("deny");
    },
    golden: "operators-by-type.json",
  },
  {
    name: "PB-14: an exception means allow",
    file: "evaluate.ts",
    from: "  } catch {\n    return engineError;",
    to: '  } catch {\n    return { ...engineError, effect: "allow" };',
    check: (by) => {
      const broken = { kind: "object", members: undefined } as unknown as JsonNode;
      expect(effectOf(by, { deny_if: [rule("args.a", "eq", 1)] }, broken)).toBe("deny");
    },
    // No value makes the engine throw, so no case can.
    golden: undefined,
  },
  {
    name: "PB-15: a decision cached without the policy's version",
    file: "evaluate.ts",
    from: "compiled.plans.get(toolName) ?? compiled.planFor(toolName);",
    to: "(kept.get(toolName) ?? kept.set(toolName, compiled.planFor(toolName)).get(toolName)) as ToolPlan;\nconst kept = new Map<string, ToolPlan>();",
    check: (by) => {
      const [first, second] = [{}, { action: "deny" }].map((entry) => compiledBy(by, entry));
      const asks = (compiled: engine.CompiledPolicy) => by.evaluate(compiled, { kind: "tool", name: "t" }).reason;
      expect([first, second, first].map((compiled) => asks(compiled as engine.CompiledPolicy))).toEqual(["allowed", "denied", "allowed"]);
    },
    golden: "naming.json",
  },
  {
    name: "PB-16: a pattern on the host's own regular expressions",
    file: "conditions/pattern.ts",
    from: "const compiled = RE2JS.compile(pattern);",
    to: "const compiled = { test: (text: string) => new RegExp(pattern).test(text), programSize: () => 1 };",
    check: (by) => {
      expect(effectOf(by, { require: [rule("args.x", "regex", "(?i)^planted\\z")] }, nodeOf({ x: "PLANTED" }))).toBe("allow");
      expect(by.patternsBuilt.filter((source) => source.includes("planted"))).toEqual([]);
    },
    golden: "operators-by-text.json",
  },
];

describe("planted bugs", async () => {
  const sound = await bundled();
  test.each(bugs)("$name: the engine is free of it", ({ check }) => check(sound));
  test("the golden cases hold for the bundle", () => expect(goldenFiles.flatMap((file) => failing(sound, file))).toEqual([]));

  test.each(bugs)("$name: is caught", async ({ file, from, to, check, golden }) => {
    expect(readFileSync(sourceOf(file), "utf8").split(from), "the place to plant it").toHaveLength(2);
    expect(() => check(sound)).not.toThrow();
    const planted = await bundled({ file, from, to });
    expect(() => check(planted)).toThrow();
    if (golden !== undefined) expect(failing(planted, golden).length).toBeGreaterThan(0);
  });
});

const rule = (where: string, op: string, value: unknown) => ({ conditions: [{ path: where, op, value }] });

const compiledBy = (by: Engine, entry: object): engine.CompiledPolicy => {
  const parsed = by.parsePolicy(JSON.stringify({ version: "1", default: "deny", tools: { t: entry } }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return by.compile(parsed.policy, [{ name: "t" }]);
};

const effectOf = (by: Engine, entry: object, args: JsonNode | undefined) =>
  by.evaluate(compiledBy(by, entry), { kind: "tool", name: "t", ...(args ? { arguments: args } : {}) }).effect;

const failing = (by: Engine, file: string): string[] =>
  goldenCases(file).flatMap((one) => {
    try {
      expect(judgeGolden(by, one).stated).toEqual(one.expect);
      return [];
    } catch {
      return [one.name];
    }
  });

const sourceOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The engine as one script, with or without a bug; it notes every regular expression that is made while it runs. */
async function bundled(bug?: Pick<Bug, "file" | "from" | "to">): Promise<Engine> {
  const { outputFiles } = await build({
    entryPoints: [sourceOf("index.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "neutral",
    mainFields: ["module", "main"],
    absWorkingDir: path.dirname(sourceOf("index.ts")),
    logLevel: "silent",
    plugins: bug === undefined ? [] : [plant(bug)],
  });
  const patternsBuilt: string[] = [];
  const noting = new Proxy(RegExp, {
    construct(target, [source, flags]: [string | RegExp, string?]) {
      patternsBuilt.push(String(source));
      return new target(source, flags);
    },
    apply(target, _, [source, flags]: [string | RegExp, string?]) {
      patternsBuilt.push(String(source));
      return target(source, flags);
    },
  });
  const module = { exports: {} };
  new Function("module", "exports", "RegExp", outputFiles[0]!.text)(module, module.exports, noting);
  return { ...(module.exports as typeof engine), patternsBuilt };
}

const plant = ({ file, from, to }: Pick<Bug, "file" | "from" | "to">): import("esbuild").Plugin => ({
  name: "planted-bug",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
      loaded === sourceOf(file) ? { contents: readFileSync(loaded, "utf8").replace(from, () => to), loader: "ts" } : undefined,
    );
  },
});

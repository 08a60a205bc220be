import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import superjson from "superjson";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { csrfHeader } from "../auth/csrf.ts";
import { publicBodyBytesMax } from "../auth/state-change.ts";
import type { DashboardContext } from "./context.ts";
import { publicProcedure, router, sessionProcedure } from "./procedures.ts";

const Named = z.strictObject({ name: z.string() });
const appRouter = router({
  open: publicProcedure.input(Named).mutation(({ input }) => input.name.length),
  own: sessionProcedure.input(Named).mutation(({ input }) => input.name.length),
  at: publicProcedure.query(() => ({ at: new Date(0) })),
});

async function call(name: string, body: string, session: object | null = null, token = "own") {
  const length = String(Buffer.byteLength(body));
  const headers = { "content-type": "application/json", "content-length": length, [csrfHeader]: token };
  const request = new Request(`http://x/api/trpc/${name}`, { method: "POST", headers, body });
  const createContext = () =>
    ({ headers: request.headers, session: async () => session, csrfToken: async () => "own" }) as unknown as DashboardContext;
  const response = await fetchRequestHandler({ endpoint: "/api/trpc", router: appRouter, req: request, createContext });
  return { status: response.status, read: request.bodyUsed };
}
const named = (bytes: number) => JSON.stringify({ name: "x".repeat(bytes - '{"name":""}'.length) });

describe("what a page may send", () => {
  test("plain JSON; answers are superjson", async () => {
    expect(await call("open", named(100))).toEqual({ status: 200, read: true });
    const answer = await fetchRequestHandler({
      endpoint: "/api/trpc",
      router: appRouter,
      req: new Request("http://x/api/trpc/at"),
      createContext: () => ({ headers: new Headers() }) as unknown as DashboardContext,
    });
    const { result } = (await answer.json()) as { result: { data: never } };
    expect(superjson.deserialize(result.data)).toEqual({ at: new Date(0) });
  });

  test("superjson's instructions are just members that nobody asked for", async () => {
    expect((await call("open", JSON.stringify(superjson.serialize({ name: "x" })))).status).toBe(400);
    const [entries, equalities] = [1_000, 20_000];
    const path = `m.${entries - 1}.0`;
    const costly = {
      json: { m: Array.from({ length: entries }, (_, key) => [key, 0]) },
      meta: { values: { m: ["map"] }, referentialEqualities: { [path]: Array(equalities).fill(path) } },
    };
    const start = performance.now();
    expect((await call("own", JSON.stringify(costly), {})).status).toBe(400);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test("16 KiB from anybody, measured before it is read", async () => {
    expect(await call("open", named(publicBodyBytesMax))).toEqual({ status: 200, read: true });
    expect(await call("open", named(publicBodyBytesMax + 1))).toEqual({ status: 413, read: false });
  });

  test("a large policy from whoever is signed in; without a session it is not read", async () => {
    expect(await call("own", named(1_000_000), {})).toEqual({ status: 200, read: true });
    expect(await call("own", named(1_000_000), null)).toEqual({ status: 401, read: false });
  });

  test("nor is it read where the session's token is missing or another's", async () => {
    expect(await call("own", named(100), {}, "")).toEqual({ status: 403, read: false });
    expect(await call("own", named(100), {}, "another")).toEqual({ status: 403, read: false });
  });
});

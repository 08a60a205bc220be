import type { Overview } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { noticesOf } from "./notices.ts";

const now = new Date("2026-11-22T12:00:00Z");
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const quiet: Overview = { topRefused: [], expiring: [], observing: [], shadows: 0, drafts: [], unruled: [] };

test("what is pressing comes first, and nothing is said of nothing", () => {
  expect(noticesOf(quiet, now)).toEqual([]);
  const notices = noticesOf(
    {
      ...quiet,
      drafts: [{ id: "d", name: "draft", published: true }],
      shadows: 2,
      expiring: [{ id: "g", label: "Night", expiresAt: days(3) }],
      observing: [
        { id: "o", name: "ops", since: days(-40), grants: 1 },
        { id: "u", name: "unused", since: days(-1), grants: 0 },
      ],
      unruled: [{ grantId: "n", label: "New", serverSlug: "zabbix" }],
    },
    now,
  );
  expect(notices.map(({ title }) => title)).toEqual([
    "ops only observes",
    "New has no published policy on zabbix",
    "Night ends in 3 days",
    "2 shadow policies are being tried",
    "draft has changes that are not published",
  ]);
  expect(noticesOf(quiet, now, 2).map(({ title, path }) => [title, path])).toEqual([["2 calls wait for your decision", "/approvals"]]);
  expect(notices[0]?.detail).toBe("Nothing is blocked for 1 grant. It began 40 days ago.");
});

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import { openNews } from "./open-news.ts";

/** Before this, a page that is about something else has loaded what it needs. */
const settleMs = 3_000;
const withoutStreamMs = 15_000;

/**
 * Keeps what is shown of approvals as it is: for whoever may decide, on every page (the navigation counts them), and for everybody on the pages
 * about them. Only while the page is looked at: browsers allow a host six connections.
 */
export function ApprovalNews() {
  const { slug, may } = useOrganization();
  const isAbout = usePathname().startsWith(`/o/${slug}/approvals`);
  const wanted = isAbout || may("decideApprovals");
  const queries = useQueryClient();
  const trpc = useTRPC();
  useEffect(() => {
    if (!wanted) return;
    const onNews = (ids: readonly string[] | null) => {
      if (ids === null) return void queries.invalidateQueries(trpc.approvals.pathFilter());
      void queries.invalidateQueries(trpc.approvals.list.pathFilter());
      void queries.invalidateQueries(trpc.approvals.count.pathFilter());
      for (const id of ids) void queries.invalidateQueries(trpc.approvals.get.queryFilter({ id }));
    };
    let stop: (() => void) | undefined;
    const follow = () => {
      let timer: ReturnType<typeof setInterval> | undefined;
      const close = openNews(slug, {
        onNews,
        onGone: () => {
          timer = setInterval(() => onNews(null), withoutStreamMs);
        },
      });
      stop = () => {
        close();
        clearInterval(timer);
      };
    };
    const changed = () => {
      stop?.();
      stop = undefined;
      if (document.visibilityState === "visible") follow();
    };
    const begin = setTimeout(changed, isAbout ? 0 : settleMs);
    document.addEventListener("visibilitychange", changed);
    return () => {
      clearTimeout(begin);
      document.removeEventListener("visibilitychange", changed);
      stop?.();
    };
  }, [wanted, isAbout, slug, queries, trpc]);
  return null;
}

"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";

const pauseMs = 300;

/** Under the name of a new organization: the short name it would get, as one types, and whose place it is not. */
export function SlugHint({ name }: { name: string }) {
  const asked = useSettled(name.trim(), pauseMs);
  const { data } = useQuery({
    ...useTRPC().account.slug.queryOptions({ name: asked }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  if (asked === "" || !data) return "Your servers and policies live here; its short form is part of your gateway URLs.";
  return (
    <span role="status">
      Part of your gateway URLs: <span className="break-all font-mono text-ink">/{data.slug}/…</span>
      {data.taken
        ? `. "${data.taken}" is taken by another organization, so yours gets this one; another name gives another.`
        : ". It stays when you rename."}
    </span>
  );
}

/** A value once it has not changed for a while. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { askForFreshLogin } from "../../trpc/fresh-login.ts";

/** A link to a file that asks for a recent login: where it is too long ago, the password is asked for before the browser goes there. */
export function ExportLink({ href, ...attributes }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const follow = async (event: MouseEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const { isFresh } = await queries.fetchQuery({ ...trpc.account.freshLogin.queryOptions(), staleTime: 0 });
    if (isFresh || (await askForFreshLogin())) location.assign(href);
  };
  return <a href={href} download {...attributes} onClick={(event) => void follow(event)} />;
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";

/** What is stopped now, asked again now and then: somebody else may stop and release too. */
export const useKillSwitches = () => useQuery({ ...useTRPC().kill.list.queryOptions(), refetchInterval: 15_000, staleTime: 5_000 });

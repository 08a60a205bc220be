import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useRef } from "react";
import { useOrganization } from "../../shell/organization-context.tsx";
import { letterKey } from "../letter-key.ts";
import { pageOf } from "../words.ts";

/** j and k go through the rows; a and r open the page of the one that has the focus with its question. Enter is the link's own. */
export function useInboxKeys(list: RefObject<HTMLElement | null>): void {
  const { slug } = useOrganization();
  const router = useRouter();
  const lastG = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = letterKey(event, lastG);
      if (key === null) return;
      const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-approval]") ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      if (key === "j" || key === "k") {
        const next = links[key === "j" ? at + 1 : Math.max(0, at - 1)];
        if (!next) return;
        event.preventDefault();
        next.focus();
        next.scrollIntoView({ block: "nearest" });
      }
      const { approval, decidable } = links[at]?.dataset ?? {};
      if (!approval || !decidable || (key !== "a" && key !== "r")) return;
      event.preventDefault();
      router.push(`${pageOf(slug, approval)}?decide=${key === "a" ? "approve" : "refuse"}`);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [list, router, slug]);
}

import { shown } from "@portcullis/catalogue";
import type { CatalogueServerSummary } from "@portcullis/control-plane";
import { serverHref } from "./paths.ts";

/** Servers in a list: the name, what it can do, and in its own words what it is for. */
export function ServerRows({ servers }: { servers: readonly CatalogueServerSummary[] }) {
  return (
    <ul className="divide-y border-y [&>li]:grid [&>li]:gap-x-8 [&>li]:gap-y-1 [&>li]:py-3.5 sm:[&>li]:grid-cols-[minmax(0,1fr)_15rem] [&_a:hover]:underline [&_a]:font-semibold [&_p]:wrap-anywhere [&_p]:text-ink-muted [&_p]:text-sm [&_span]:text-sm [&_span]:tabular-nums sm:[&_span]:text-right">
      {servers.map((server) => (
        <li key={server.slug}>
          <div>
            <a href={serverHref(server.slug)}>{shown(server.name, 80)}</a>
            {server.description ? <p>{shown(server.description, 140)}</p> : null}
          </div>
          <span>{toolWords(server)}</span>
        </li>
      ))}
    </ul>
  );
}

/** "102 tools, 61 can modify or destroy". */
export function toolWords({ toolCount, counts }: Pick<CatalogueServerSummary, "toolCount" | "counts">): string {
  if (toolCount === 0) return "tools not recorded yet";
  const changing = toolCount - counts.read - counts.unclassified;
  const number = (of: number) => of.toLocaleString("en-US");
  return `${number(toolCount)} ${toolCount === 1 ? "tool" : "tools"}, ${changing === 0 ? "none" : number(changing)} can modify or destroy`;
}

import { TriangleAlert } from "lucide-react";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { cn } from "../../../ui/class-names.ts";
import type { ApprovalDetail } from "../approval.ts";
import { asTime } from "../shown/as-time.ts";
import { beginning, ShownText } from "./shown-text.tsx";

type Row = NonNullable<ApprovalDetail["call"]["shown"]>["sections"][number]["rows"][number];

const foldedLength = 240;
const depthMax = 8;

/** One line of the call: a name and its value, as the server will get it. */
export function CallRow({ row, isOpen, onOpen }: { row: Row; isOpen: boolean; onOpen: () => void }) {
  const { depth, name, isItem, kind, size, isUnknown, hosts } = row;
  const indent = { paddingLeft: `${Math.min(Math.max(depth - 1, 0), depthMax) * 0.875}rem` };
  const isBox = kind === "object" || kind === "array";
  return (
    <li className="grid gap-1 py-1.5">
      <div className={cn("grid gap-x-3 gap-y-0.5", isBox ? "" : "sm:grid-cols-[minmax(6rem,14rem)_minmax(0,1fr)]")}>
        <div
          data-name=""
          className="flex min-w-0 flex-wrap content-start items-baseline gap-x-2 break-all font-mono text-ink-muted text-xs leading-5"
          style={indent}
        >
          <span className="whitespace-pre-wrap">
            {isItem ? (
              <>
                [<ShownText pieces={name} />]
              </>
            ) : (
              <ShownText pieces={name} />
            )}
          </span>
          {isBox ? <span className="font-sans text-ink-faint">{boxWords(kind, size)}</span> : null}
          {depth > depthMax ? <span className="font-sans text-ink-faint">{depth} levels deep</span> : null}
          {isUnknown ? (
            <Badge tone="warn" className="font-sans">
              Not in the tool’s schema
            </Badge>
          ) : null}
        </div>
        {isBox ? null : (
          <div className="min-w-0">
            <Value row={row} isOpen={isOpen} onOpen={onOpen} />
          </div>
        )}
      </div>
      {hosts.length > 0 ? (
        <div className="grid gap-1">
          {hosts.map(({ host, why }) => (
            <p key={host} className="flex gap-1.5 break-words rounded-sm bg-warn-soft px-2 py-1 text-xs">
              <TriangleAlert className="mt-px size-3.5 shrink-0 text-warn" aria-hidden />
              <span className="min-w-0">
                Host <code className="break-all font-medium font-mono">{host}</code>: {why}
              </span>
            </p>
          ))}
        </div>
      ) : null}
    </li>
  );
}

function Value({ row, isOpen, onOpen }: { row: Row; isOpen: boolean; onOpen: () => void }) {
  const { kind, value, size, sha256 } = row;
  const isFolded = sha256 !== null && !isOpen;
  const time = value.length === 1 && value[0]?.isMark === false ? asTime(value[0].text) : null;
  return (
    <div className="grid gap-1">
      <div
        data-value={row.pointer}
        className={cn(
          "whitespace-pre-wrap break-all border-line-control/40 border-l-2 pl-2 font-mono text-xs leading-5 [tab-size:4]",
          kind === "string" ? "text-ink" : "text-accent-ink",
          sha256 !== null && isOpen && "max-h-[60vh] overflow-y-auto",
        )}
        tabIndex={sha256 !== null && isOpen ? 0 : undefined}
      >
        {kind === "string" && size === 0 ? <span className="font-sans text-ink-faint">empty text</span> : null}
        <ShownText pieces={isFolded ? beginning(value, foldedLength) : value} />
        {isFolded ? "…" : null}
      </div>
      {time ? <p className="pl-2 text-ink-muted text-xs">may be a time: {time}</p> : null}
      {sha256 === null ? null : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-muted text-xs">
          <span className="min-w-0 break-all">
            {size.toLocaleString("en")} characters, SHA-256 <code className="font-mono">{sha256}</code>
          </span>
          {isFolded ? (
            <Button size="sm" onClick={onOpen}>
              Show all
            </Button>
          ) : null}
        </p>
      )}
    </div>
  );
}

const boxWords = (kind: "object" | "array", size: number): string => {
  if (size === 0) return kind === "object" ? "empty object {}" : "empty list []";
  const noun = kind === "object" ? "member" : "item";
  return `${size.toLocaleString("en")} ${size === 1 ? noun : `${noun}s`}`;
};

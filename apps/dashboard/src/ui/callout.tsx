import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

const looks = {
  error: { icon: CircleAlert, box: "bg-deny-soft", ink: "text-deny" },
  warn: { icon: TriangleAlert, box: "bg-warn-soft", ink: "text-warn" },
  ok: { icon: CircleCheck, box: "bg-ok-soft", ink: "text-ok" },
  info: { icon: Info, box: "bg-accent-soft", ink: "text-accent-ink" },
};

export interface CalloutProps {
  tone?: keyof typeof looks;
  /** What happened, as a sentence. */
  title: ReactNode;
  /** What to do about it. */
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** A message in the page. Errors are announced at once, the rest politely. */
export function Callout({ tone = "info", title, children, actions, className }: CalloutProps) {
  const { icon: Icon, box, ink } = looks[tone];
  return (
    <div role={tone === "error" ? "alert" : "status"} className={cn("flex gap-3 rounded-md px-3.5 py-3 text-sm", box, className)}>
      <Icon className={cn("mt-0.5 size-4 shrink-0", ink)} aria-hidden />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className={cn("break-words font-medium", ink)}>{title}</p>
        {children ? <div className="break-words text-ink">{children}</div> : null}
        {actions ? <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}

import { cn } from "./class-names.ts";

/** A grey block in the place of content that is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-4 animate-pulse rounded-md bg-hover", className)} />;
}

/** Several rows of it, announced as loading. */
export function SkeletonRows({ rows = 4, className }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className={cn("grid gap-3 rounded-lg border bg-surface p-5", className)}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <Skeleton key={row} className={row % 2 ? "w-2/3" : "w-full"} />
      ))}
    </div>
  );
}

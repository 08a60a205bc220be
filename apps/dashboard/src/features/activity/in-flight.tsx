/** A call whose outcome is not known yet. */
export function InFlight() {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="size-1.5 shrink-0 animate-pulse rounded-full bg-accent" aria-hidden />
      In flight
    </span>
  );
}

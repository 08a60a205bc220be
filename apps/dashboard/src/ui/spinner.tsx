import { LoaderCircle } from "lucide-react";
import { cn } from "./class-names.ts";

export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle className={cn("size-4 animate-spin text-ink-muted", className)} aria-hidden />;
}

"use client";

import { parsePolicy, printPolicy } from "@portcullis/policy";
import { AlignLeft } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";

/** Lays the document out as `portcullis fmt` does. */
export function FormatButton({ text, onFormat }: { text: string; onFormat: (text: string) => void }) {
  const format = () => {
    const parsed = parsePolicy(text);
    if (parsed.ok) onFormat(printPolicy(parsed.policy));
    else toast("The document has errors", { description: "Mend them first; then it can be laid out.", tone: "error" });
  };
  return (
    <Button size="sm" onClick={format}>
      <AlignLeft aria-hidden /> Format
    </Button>
  );
}

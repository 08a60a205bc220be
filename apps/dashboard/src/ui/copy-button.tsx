"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";

export interface CopyButtonProps extends Omit<ButtonProps, "children" | "onClick" | "value"> {
  /** A function is asked at the click. */
  text: string | (() => string);
  /** Accessible name, e.g. "Copy gateway URL". */
  label: string;
  /** Shows the label's text beside the icon. */
  showLabel?: boolean;
}

/** Copies a text and says so for two seconds, by icon and to screen readers. */
export function CopyButton({ text, label, showLabel, ...props }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      variant="ghost"
      size={showLabel ? "sm" : "icon-sm"}
      aria-label={showLabel ? undefined : label}
      title={showLabel ? undefined : label}
      {...props}
      onClick={() => void copyText(typeof text === "function" ? text() : text).then(setCopied)}
    >
      {copied ? <Check className="text-ok" aria-hidden /> : <Copy aria-hidden />}
      {showLabel ? <span>{copied ? "Copied" : label}</span> : null}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}

/** navigator.clipboard exists on https and localhost only; a self-hosted dashboard may be on plain http in a private network. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "fixed opacity-0";
    // Inside an open dialog, for its focus trap would take the focus back from anything outside.
    const host = document.activeElement?.closest("[role=dialog],[role=alertdialog]") ?? document.body;
    host.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

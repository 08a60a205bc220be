"use client";

import type { ButtonHTMLAttributes, ReactElement, ReactNode } from "react";
import { onDemand } from "./on-demand.ts";
import { useOpener } from "./use-opener.ts";

const parts = onDemand(() => import("./confirm-dialog-parts.tsx"));

export interface ConfirmDialogProps {
  trigger?: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  /** What will happen, and whether it can be taken back. */
  description: ReactNode;
  confirmLabel: string;
  /** When set, the button stays off until exactly this was typed. */
  confirmText?: string;
  tone?: "danger" | "primary";
  /** Runs the action; the dialog closes when it succeeds. A thrown Error's message is shown and the dialog stays. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that is hard to take back. Fetched when somebody reaches for it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isFetched, button } = useOpener(parts, props);
  if (!isFetched) return button;
  const { Question } = parts.now();
  return <Question {...props} />;
}

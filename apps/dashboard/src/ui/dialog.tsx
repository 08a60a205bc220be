"use client";

import type { Dialog as Radix } from "radix-ui";
import type { ButtonHTMLAttributes, ComponentProps, ReactElement, ReactNode } from "react";
import { onDemand } from "./on-demand.ts";
import { useOpener } from "./use-opener.ts";

const parts = onDemand(() => import("./dialog-parts.tsx"));

export interface DialogProps {
  /** The button that opens it; leave out when `open` is controlled. */
  trigger?: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
}

/**
 * A modal dialog: focus stays inside, Escape and the X close it, focus returns to where it was. Close from inside with DialogClose. It is
 * fetched when somebody reaches for its button, or when it is to open.
 */
export function Dialog(props: DialogProps) {
  const { isFetched, button } = useOpener(parts, props);
  if (!isFetched) return button;
  const { Modal } = parts.now();
  return <Modal {...props} defaultOpen={props.open === undefined || undefined} />;
}

export function DialogClose(props: ComponentProps<typeof Radix.Close>) {
  const { Close } = parts.now();
  return <Close {...props} />;
}

/** The row of buttons at the foot; the primary one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}

// As high as panels: of two dialogs, the second one's shade lies over the first.
export const overlayClasses = "fixed inset-0 z-50 animate-fade bg-black/45";
export const panelClasses =
  "-translate-x-1/2 fixed top-[8vh] left-1/2 z-50 max-h-[84vh] w-[calc(100vw-2rem)] max-w-lg overflow-y-auto rounded-xl border bg-raised p-5 shadow-raised";

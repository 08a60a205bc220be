"use client";

import dynamic from "next/dynamic";
import { useState, useSyncExternalStore } from "react";

const ToastCorner = dynamic(() => import("./toast-corner.tsx"), { ssr: false });

export interface ToastMessage {
  id: number;
  title: string;
  description?: string;
  tone: "ok" | "error";
  /** What helps; the message stays until the person has chosen. */
  action?: { label: string; run: () => void };
}

let messages: ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const none: ToastMessage[] = [];

/** Tells of something that has happened, from anywhere in the browser. Errors that need an action belong in a Callout instead. */
export function toast(title: string, options: Partial<Pick<ToastMessage, "description" | "tone" | "action">> = {}) {
  messages = [...messages.slice(-3), { id: nextId++, title, tone: "ok", ...options }];
  announce();
}

/** The corner where toasts appear; once per page, in the root layout. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => messages,
    () => none,
  );
  const [used, setUsed] = useState(false);
  if (shown.length > 0 && !used) setUsed(true);
  return used ? <ToastCorner shown={shown} dismiss={dismiss} /> : null;
}

function dismiss(id: number) {
  messages = messages.filter((message) => message.id !== id);
  announce();
}

function announce() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

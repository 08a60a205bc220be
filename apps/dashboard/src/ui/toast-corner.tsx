"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { Button } from "./button.tsx";
import type { ToastMessage } from "./toast.tsx";

/** Draws the toasts; fetched with the first of them. */
export default function ToastCorner({ shown, dismiss }: { shown: readonly ToastMessage[]; dismiss: (id: number) => void }) {
  return (
    <Radix.Provider duration={5000} label="Notification">
      {shown.map((message) => (
        <Radix.Root
          key={message.id}
          duration={message.action ? Number.POSITIVE_INFINITY : undefined}
          onOpenChange={(open) => (open ? undefined : dismiss(message.id))}
          className="flex animate-rise items-start gap-2.5 rounded-lg border bg-raised p-3 pr-2 shadow-raised"
        >
          {message.tone === "ok" ? (
            <CircleCheck className="mt-0.5 size-4 shrink-0 text-ok" aria-hidden />
          ) : (
            <CircleAlert className="mt-0.5 size-4 shrink-0 text-deny" aria-hidden />
          )}
          <div className="min-w-0 flex-1">
            <Radix.Title className="break-words font-medium text-sm">{message.title}</Radix.Title>
            {message.description ? (
              <Radix.Description className="break-words text-ink-muted text-xs">{message.description}</Radix.Description>
            ) : null}
            {message.action ? (
              <Radix.Action asChild altText={message.action.label}>
                <Button size="sm" className="mt-2" onClick={message.action.run}>
                  {message.action.label}
                </Button>
              </Radix.Action>
            ) : null}
          </div>
          <Radix.Close asChild>
            <Button variant="ghost" size="icon-sm" className="-my-1" aria-label="Dismiss">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      {/* A bar at the foot of the page keeps its buttons. */}
      <Radix.Viewport className="fixed right-4 bottom-4 z-50 grid w-[calc(100vw-2rem)] max-w-sm gap-2 outline-none [html:has([data-bottom-bar])_&]:bottom-24" />
    </Radix.Provider>
  );
}

"use client";

import { OctagonX } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { capabilityFor, type KillSwitch, type StopTarget, switchFor, targetWords } from "./kill-words.ts";
import { ReleaseButton } from "./release-button.tsx";
import { StopDialog } from "./stop-dialog.tsx";
import { useKillSwitches } from "./use-kill-switches.ts";

/** The red button at a thing that can be stopped; once it is, the way back. Nothing for who may neither. */
export function StopButton({ target, size }: { target: StopTarget; size?: "sm" | "md" }) {
  const { data } = useKillSwitches();
  return <StopOrRelease target={target} standing={data && switchFor(data.switches, target)} size={size} />;
}

interface StopOrReleaseProps {
  target: StopTarget;
  standing: KillSwitch | undefined;
  size?: "sm" | "md" | "icon-sm";
}

/** The same where a whole list has looked up what is stopped: `icon-sm` for rows. */
export function StopOrRelease({ target, standing, size }: StopOrReleaseProps) {
  const { may } = useOrganization();
  const [open, setOpen] = useState(false);
  if (!may(capabilityFor(target.scope))) return null;
  if (standing) return <ReleaseButton standing={standing} size={size === "icon-sm" ? "sm" : size} />;
  const isRow = size === "icon-sm";
  return (
    <>
      <Button
        variant={isRow ? "ghost" : "danger-quiet"}
        size={size}
        className={isRow ? "text-deny" : ""}
        title={isRow ? "Stop" : undefined}
        aria-label={`Stop ${targetWords(target)}`}
        onClick={() => setOpen(true)}
      >
        <OctagonX aria-hidden />
        {isRow ? null : "Stop"}
      </Button>
      {open ? <StopDialog target={target} open onOpenChange={setOpen} /> : null}
    </>
  );
}

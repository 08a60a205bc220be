"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";

/** Puts a candidate beside the live policy of a grant. */
export function AttachShadow() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="primary">Attach shadow policy</Button>}
      title="Attach a shadow policy"
      description="It judges the grant's calls from now on and decides none of them."
    >
      <AttachForm onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function AttachForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const grants = useQuery(trpc.grant.list.queryOptions());
  const policies = useQuery(trpc.policy.list.queryOptions({}));
  const save = useMutation(trpc.grant.setAccess.mutationOptions());
  const [place, setPlace] = useState("");
  const [policyId, setPolicyId] = useState("");
  const places = (grants.data ?? [])
    .filter(({ revokedAt }) => revokedAt === null)
    .flatMap((grant) => grant.access.map((access) => ({ key: `${grant.id} ${access.serverSlug}`, grant, access })));
  const chosen = places.find(({ key }) => key === place);
  const candidates = (policies.data ?? []).filter(
    ({ id, serverSlug, liveVersion }) => serverSlug === chosen?.access.serverSlug && liveVersion !== null && id !== chosen.access.policyId,
  );

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    const access = chosen.grant.access.map(({ serverSlug, policyId: live, shadowPolicyId }) => ({
      serverSlug,
      policyId: live,
      shadowPolicyId: serverSlug === chosen.access.serverSlug ? policyId : shadowPolicyId,
    }));
    await save.mutateAsync({ id: chosen.grant.id, access });
    await Promise.all([queryClient.invalidateQueries(trpc.inventory.pathFilter()), queryClient.invalidateQueries(trpc.grant.pathFilter())]);
    toast("Shadow policy attached", { description: "It judges the next call." });
    onDone();
  };

  return (
    // A failed save is shown by the mutation's state below.
    <form method="post" onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      <Field label="Grant and server">
        <Select
          value={place}
          onChange={(event) => {
            setPlace(event.target.value);
            setPolicyId("");
          }}
        >
          <option value="">Choose one</option>
          {places.map(({ key, grant, access }) => (
            <option key={key} value={key}>
              {grant.label} on {access.serverName}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="Candidate"
        hint={
          chosen && candidates.length === 0
            ? "This server has no other published policy. Publish one first; no grant need use it."
            : undefined
        }
      >
        <Select value={policyId} disabled={!chosen} onChange={(event) => setPolicyId(event.target.value)}>
          <option value="">Choose one</option>
          {candidates.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {save.error ? <Callout tone="error" title={describeError(save.error).message} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={save.isPending} disabled={!chosen || policyId === ""}>
          Attach
        </Button>
      </DialogActions>
    </form>
  );
}

import type { Facts, SettleState } from "@portcullis/policy";

/** What the simulator may say about the world; empty texts are facts that are not given. */
export type SimulatorFacts = {
  grant: { label: string; tags: string[] };
  client: { name?: string; version?: string };
  /** ISO 8601 with a zone. */
  time: string;
  used: Record<string, string>;
  approved: boolean;
};

export const noFacts: SimulatorFacts = { grant: { label: "", tags: [] }, client: {}, time: "", used: {}, approved: false };

export const factsOf = ({ grant, client, time }: SimulatorFacts): Facts => ({
  ...(grant.label !== "" && { grant }),
  ...((client.name || client.version) && { client }),
  ...(!Number.isNaN(Date.parse(time)) && { now: Date.parse(time) }),
});

export const stateOf = ({ used, approved }: SimulatorFacts): SettleState => ({ used, approved });

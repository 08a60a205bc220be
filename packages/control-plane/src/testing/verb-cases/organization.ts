import type { Context } from "../../caller.ts";
import * as verbs from "../../index.ts";
import { newEmail, newMember } from "../installation.ts";
import { newDecision, newGrant, nothing, unique, type VerbCase, type World } from "../world.ts";

const channelId = async (owner: Context, { upstream }: World) => {
  const { id } = await verbs.createChannel(owner, { kind: "webhook", name: unique("channel"), target: upstream.url });
  return { id };
};
/** A message to a channel that was given up. */
const failedNotice = async (owner: Context, world: World) => {
  const channel = await channelId(owner, world);
  const id = owner.newId();
  await world.here.rows(
    "INSERT INTO notice (organization_id, id, channel_id, kind, state) VALUES ($1, $2, $3, 'weekly_digest', 'failed')",
    [owner.caller.organizationId, id, channel.id],
  );
  return { id };
};
/** An organization has few streams: each case begins without any. */
const noStreams = async (owner: Context) => {
  for (const { id } of await verbs.listStreams(owner)) await verbs.deleteStream(owner, { id });
};
const streamId = async (owner: Context, { upstream }: World) => {
  await noStreams(owner);
  const { stream } = await verbs.createStream(owner, { kind: "webhook", name: unique("stream"), url: upstream.url });
  await verbs.updateStream(owner, { id: stream.id, enabled: false });
  return { id: stream.id };
};

/** Of the organization itself: members, record, channels, streams, keys. */
export const organizationCases: readonly VerbCase[] = [
  { name: "getSetupProgress", capability: "read", names: [], input: nothing },
  { name: "getOrganization", capability: "read", names: [], input: nothing },
  {
    name: "renameOrganization",
    capability: "own",
    action: "organization.rename",
    names: [],
    input: async () => ({ name: unique("Acme") }),
  },
  { name: "getRecordSettings", capability: "read", names: [], input: nothing },
  {
    name: "setRecordSettings",
    capability: "own",
    action: "organization.set_record",
    names: [],
    input: async () => ({ values: "names", retentionMonths: 24 }),
  },
  { name: "listDecisions", capability: "read", names: [], input: nothing },
  { name: "searchDecisions", capability: "read", names: [], input: nothing },
  { name: "decisionTrends", capability: "read", names: [], input: nothing },
  { name: "getOverview", capability: "read", names: [], input: nothing },
  {
    name: "eraseValues",
    capability: "own",
    action: "record.erase",
    names: ["grantId"],
    input: async (o, w) => ({ grantId: (await newGrant(o, w)).id }),
  },
  {
    name: "readValues",
    capability: "administer",
    action: "record.read_values",
    names: ["decisionId"],
    input: async (o, w) => ({ decisionId: await newDecision(o, w) }),
  },
  { name: "findValue", capability: "administer", names: [], input: async () => ({ value: "web-1", from: new Date(0) }) },
  { name: "listSavedViews", capability: "read", names: [], input: nothing },
  { name: "saveView", capability: "read", personal: true, names: [], input: async () => ({ name: unique("view"), query: "effect=deny" }) },
  {
    name: "deleteView",
    capability: "read",
    personal: true,
    names: ["id"],
    input: async (o) => ({ id: (await verbs.saveView(o, { name: unique("view"), query: "" })).id }),
  },
  { name: "getDecision", capability: "read", names: ["id"], input: async (o, w) => ({ id: await newDecision(o, w) }) },
  { name: "listMembers", capability: "administer", names: [], input: nothing },
  { name: "listInvitations", capability: "administer", names: [], input: nothing },
  { name: "listAuditEvents", capability: "administer", names: [], input: nothing },
  { name: "listChannels", capability: "administer", names: [], input: nothing },
  {
    name: "createChannel",
    capability: "administer",
    action: "channel.create",
    names: [],
    input: async (_, { upstream }) => ({ kind: "webhook", name: unique("channel"), target: `${upstream.url}?s3cret-value` }),
  },
  {
    name: "updateChannel",
    capability: "administer",
    action: "channel.update",
    names: ["id"],
    input: async (o, w) => ({
      ...(await channelId(o, w)),
      name: unique("channel"),
      enabled: false,
      target: `${w.upstream.url}?s3cret-value`,
    }),
  },
  {
    name: "testChannel",
    capability: "administer",
    action: "channel.test",
    names: ["id"],
    input: (o, w) => channelId(o, w),
  },
  {
    name: "rotateChannelSecret",
    capability: "administer",
    action: "channel.rotate_secret",
    names: ["id"],
    input: (o, w) => channelId(o, w),
  },
  {
    name: "listNotices",
    capability: "administer",
    names: ["channelId"],
    input: async (o, w) => ({ channelId: (await channelId(o, w)).id }),
  },
  { name: "sendNoticeAgain", capability: "administer", action: "channel.send_again", names: ["id"], input: failedNotice },
  { name: "getNoticeSettings", capability: "administer", names: [], input: nothing },
  {
    name: "setNoticeSettings",
    capability: "administer",
    action: "organization.set_notices",
    names: [],
    input: async () => ({
      zone: "Europe/Berlin",
      quiet: { on: true, from: "22:00", to: "07:00", days: [1, 2], criticalPasses: true },
      digest: { on: true, day: 1, hour: 9 },
    }),
  },
  { name: "deleteChannel", capability: "administer", action: "channel.delete", names: ["id"], input: (o, w) => channelId(o, w) },
  { name: "listApiKeys", capability: "administer", names: [], input: nothing },
  {
    name: "createApiKey",
    capability: "administer",
    action: "api_key.create",
    names: [],
    input: async () => ({ name: unique("key"), scopes: ["servers:read"] }),
  },
  {
    name: "revokeApiKey",
    capability: "administer",
    action: "api_key.revoke",
    names: ["id"],
    input: async (o) => ({ id: (await verbs.createApiKey(o, { name: unique("key"), scopes: ["servers:read"] })).apiKey.id }),
  },
  { name: "listExports", capability: "administer", names: [], input: nothing },
  { name: "previewExport", capability: "administer", names: [], input: async () => ({ format: "jsonl" }) },
  { name: "listStreams", capability: "administer", names: [], input: nothing },
  {
    name: "createStream",
    capability: "administer",
    action: "stream.create",
    names: [],
    input: async (o, { upstream }) => {
      await noStreams(o);
      const headers = [{ name: "Authorization", value: "Bearer s3cret-value" }];
      return { kind: "webhook", name: unique("stream"), url: `${upstream.url}?s3cret-value`, headers };
    },
  },
  {
    name: "updateStream",
    capability: "administer",
    action: "stream.update",
    names: ["id"],
    input: async (o, w) => ({ ...(await streamId(o, w)), target: { url: `${w.upstream.url}?s3cret-value` } }),
  },
  { name: "testStream", capability: "administer", action: "stream.test", names: ["id"], input: streamId },
  { name: "rotateStreamSecret", capability: "administer", action: "stream.rotate_secret", names: ["id"], input: streamId },
  { name: "deleteStream", capability: "administer", action: "stream.delete", names: ["id"], input: streamId },
  {
    name: "inviteMember",
    capability: "administer",
    action: "invitation.create",
    names: [],
    input: async () => ({ email: newEmail(), role: "viewer" }),
  },
  {
    name: "revokeInvitation",
    capability: "administer",
    action: "invitation.revoke",
    names: ["id"],
    input: async (o) => ({ id: (await verbs.inviteMember(o, { email: newEmail(), role: "viewer" })).id }),
  },
  {
    name: "changeMemberRole",
    capability: "administer",
    action: "member.change_role",
    names: ["userId"],
    input: async (o) => ({ userId: (await newMember(o, "viewer")).caller.userId, role: "approver" }),
  },
  {
    name: "removeMember",
    capability: "administer",
    action: "member.remove",
    names: ["userId"],
    input: async (o) => ({ userId: (await newMember(o, "viewer")).caller.userId }),
  },
];

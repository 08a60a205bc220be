/** What the worker sees of the control plane: what happens by itself, over plain `pg`; no Prisma. */
export { KeyError, type Keyring, parseKeyring, roleUrl } from "@portcullis/db/keys";
export { openPool, type Pool } from "@portcullis/db/runtime";
export { ownHost } from "@portcullis/protocol";
export { createDialer, type Dialer, parsePrivateUpstreams } from "@portcullis/upstream/dialer";
export { type CheckpointSink, writeCheckpoints } from "./audit/checkpoint.ts";
export { type CheckpointKey, CheckpointKeyError, checkpointKey, readCheckpointKey } from "./audit/checkpoint-key.ts";
export { type Sealed, seal } from "./audit/seal.ts";
export { sealLag } from "./audit/seal-lag.ts";
export { type Mailer, openMailer } from "./mail/mailer.ts";
export { type NoticeDelivery, openNoticeDelivery } from "./notice/delivery.ts";
export { type RenewErasOptions, renewEras } from "./server/renew-eras.ts";
export { openStreamDelivery, type StreamDelivery } from "./stream/delivery.ts";
export { streamLag } from "./stream/lag.ts";
export { makePartitions } from "./upkeep/partitions.ts";
export { prune } from "./upkeep/prune.ts";
export { reap } from "./upkeep/reap.ts";
export { purgeExpired } from "./upkeep/retention.ts";
export { risingIds } from "./uuid.ts";

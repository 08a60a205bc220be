import type { Category } from "../category.ts";

type Said = Exclude<Category, "unclassified">;

/** Verbs that are hardly ever anything else in a tool's name, by what a tool does that is named after them. */
export const plainVerbs: Record<Said, string> = {
  read: `get ping traceroute ocr roll flip hash subtract multiply divide sum hello greet quote geolocate encrypt decrypt sample paginate echo return display reveal expand rerank report list fetch search find read describe show retrieve lookup inspect browse explore examine compare calculate compute estimate
    validate verify summarize summarise extract parse detect diagnose identify suggest recommend recall determine discover enumerate
    analyze analyse explain simulate think ask convert translate encode decode measure rank assess predict profile tail cat ls grep
    whoami is has can should peek probe check count download wait sleep delay scrape lint view query infer classify investigate
    interpret recognize locate aggregate collect poll receive select obtain screenshot glob tally grade preview forecast visualize
    hgetall hget mget lrange llen smembers zrange sismember hexists hscan keys scan  dump export watch
    geocode decompile disassemble resolve autocomplete brainstorm reflect understand learn
    calc monitor audit diff trace reason critique judge score match exercise capture plan evaluate research consult exists contains head stat`,
  write: `create release resize provision compress rate vote rsvp split reindex optimize touch bump reverse zip unzip crop downscale paste draw paint add update insert edit append upload rename assign modify set write put patch upsert save send move copy duplicate
    clone register invite share merge attach link mark reply unarchive configure customize grant enable disable mute unmute subscribe
    unsubscribe replace change adjust increment decrement reorder transition remember memorize compose make define apply commit push
    notify remind announce broadcast respond propose promote demote join accept decline dismiss snooze reject upvote downvote
    follow like publish bookmark reschedule reopen unlock complete finish populate ingest hset lpush rpush sadd zadd setex
    mset hmset xadd rewrite refactor prepend extend associate disassociate unassign import archive pin unpin star
    unstar hide unhide allow crop annotate retweet repost react tag untag label expire store submit
    reserve enqueue unstage stage rebase fork favorite unfavorite enroll onboard embed override forward stash
    substitute normalize refine leave approve authorize confirm post comment schedule draft format lock claim finalize wrap unwrap book new
    place undelete unban unblock fix repair correct tweet message initiate assign reassign log record note index block setup backup request place unmerge unsnooze unshare unmark unset relabel`,
  execute: `run go step hangup switch inject print feed water dim brighten arm disarm next previous chat delegate squash vacuum calibrate slide lower  wakeup mow vend execute exec invoke trigger launch start stop restart reboot navigate click press tap swipe scroll hover drag goto login
    logout signin signout authenticate reauthenticate connect disconnect reconnect deploy redeploy rerun retry resume pause play skip toggle turn activate
    deactivate acknowledge ack dispatch perform render generate synthesize transcribe train finetune build compile install reinstall
    upgrade scale drain cordon uncordon reload refresh sync synchronize restore recover emulate interact operate wake shutdown poweroff
    poweron boot mount unmount eval spawn orchestrate automate open close call initialize init bootstrap process handle control dial
    speak say eject enter exit quit begin continue suspend hibernate undo redo failover rotate migrate ssh fill type
    focus emit fire power recreate rebuild relaunch dblclick rightclick regenerate upscale test debug
    imagine end sign crawl choose solve visit rollout pull assume cast ring benchmark checkout`,
  destructive: `delete remove purge kill revoke destroy terminate erase wipe truncate drop del rm rmdir cancel clear flush flushdb
    flushall prune discard trash evict ban kick deregister unregister uninstall decommission invalidate cleanup clean forget nuke shred
    teardown undeploy deprovision overwrite unfollow unlike obliterate abort rollback reset empty expel offboard void deluser hdel
    zrem srem lrem spop unpublish detach unlink`,
  financial: `pay tip invest rebalance exchange hedge buy sell withdraw refund purchase mint stake unstake restake redeem borrow repay donate liquidate payout airdrop swap bridge
    transfer deposit charge lend disburse topup reimburse remit bid trade liquidstake zap wager gamble prepay fund burn`,
};

/**
 * Of the verbs above, those that are nouns at least as often ("order status", "test results"), or that a whole sentence has to explain.
 * They decide where they come first or stand alone, and give way to every other verb.
 */
export const nounLikeVerbs = `release fund burn view query count check scan match screenshot preview forecast keys dump export watch monitor audit diff trace
  score profile rank grade head stat sum average judge like link share label tag comment post schedule draft contains
  commit push fork pin star archive import follow reply reserve stage forward override embed complete
  run start stop end play quote sum hash roll flip rate vote split draw paint touch step go switch print feed water next previous chat vacuum slide lower tip exchange reverse hedge sample zip paste optimize test build type fill focus power control process call dial fire scale sync refresh rotate handle open close
  benchmark checkout exit render train scroll drag press debug drop clean trash empty void ban kick rollback
  refund purchase mint stake swap bridge transfer deposit bid trade airdrop payout zap upgrade
    format lock claim wrap book new place log record report note index block backup tweet message sign exercise capture fund burn fix
    setup transcribe snooze visit charge request rollout pull assume plan evaluate research crawl cast ring trigger deploy launch`;

/** Verbs that say that something is dealt with, but not how: the description or the schema has to. */
export const vagueVerbs = "manage handle process do use perform control operate interact work go act apply configure batch bulk";

/** Verbs of prose that only introduce another one: "Allows you to delete", "Used to list". */
export const introductions = `tool this the a an used use allows allow lets let enables helps help can will to you users user agents agent
  for with and it that which is are be by via api function endpoint command operation please simply just easily quickly automatically
  safely optionally immediately directly efficiently deprecated new beta experimental legacy internal`;

import type { Category } from "../category.ts";
import { nameVerbs } from "../lexicon/words.ts";

/** What follows from such a deed, as whole sentences. `{it}` is what it is done to ("a host"); sentences without it fit every object. */
const ofVerbs: Record<string, string> = {
  logout:
    "An ended session cannot be un-ended: everyone who shares it has to be logged in again. Nothing is deleted and no money moves, so the tool is Execute and not Destructive.",
  login:
    "It opens a session with rights of its own, which stays open after the call has returned. It deletes nothing and stores nothing, so it is Execute.",
  delete: "What has been deleted does not come back by another call; at best somebody restores a backup.",
  remove: "What has been removed has to be added again by hand, if anybody still knows what it was.",
  drop: "Dropping it takes everything inside along.",
  purge: "Purging leaves nothing to restore.",
  clear: "What was there before is gone after one call.",
  cancel: "What has been cancelled has to be ordered or started anew, and its place may be taken.",
  kill: "Whatever was running is cut off in the middle of its work.",
  terminate: "Whatever was running is cut off for good.",
  revoke: "Whoever relied on it is locked out at once.",
  unlink: "What hung on the link goes with it, and linking again does not bring it back.",
  uninstall: "What was installed goes, its settings often with it.",
  execute: "What is carried out was written somewhere else: the name of the tool does not bound what it can do.",
  run: "What runs was written somewhere else: the name of the tool does not bound what it can do.",
  exec: "What is carried out is a command: the name of the tool does not bound what it can do.",
  test: "A test is real: messages go out and connections are opened.",
  acknowledge: "Others stop looking at what somebody has acknowledged. An agent that acknowledges too readily silences alarms.",
  start: "What has been started goes on after the call, and costs what it costs.",
  stop: "Whoever depends on it stands still until somebody starts it again.",
  restart: "For a moment nobody is served, and what was in memory is lost.",
  deploy: "From then on everybody gets what was deployed.",
  trigger: "What is triggered goes its own way after the call has returned.",
  call: "What is called goes its own way after the call has returned.",
  navigate: "A page is loaded with the session of whoever is logged in, and the page answers with text of its own.",
  click: "A click in a logged-in browser is a click of the person who is logged in.",
  type: "What is typed goes to whatever has the focus, in the name of whoever is logged in.",
  fill: "What is filled in is sent in the name of whoever is logged in.",
  generate: "A model or program is run for it, which takes time and often money.",
  install: "Code of somebody else begins to run there.",
  scale: "More of it costs more, and less of it can mean an outage.",
  create: "Creating {it} is put right by removing it again; a hundred times over, it is a long evening.",
  add: "Adding {it} is put right by removing it again, if it is noticed.",
  update: "The old values are not kept: to put a wrong change right, somebody has to know what stood there.",
  set: "The old value is not kept: to put a wrong one right, somebody has to know what stood there.",
  edit: "The old text is not kept, unless something behind the server keeps versions.",
  write: "What stood there before is replaced.",
  send: "What has been sent has been read: there is no taking it back.",
  post: "What has been posted has been seen: there is no taking it back.",
  publish: "What has been published has been seen: there is no taking it back.",
  link: "A link brings along everything that hangs on the other side of it.",
  import: "An import changes many things in one call, by rules that stand in its arguments.",
  upload: "A file of the agent’s choice lands where others will open it.",
  move: "Whoever looks for it in the old place does not find it.",
  rename: "Whoever looks for it under the old name does not find it.",
  merge: "A merge is undone by hand, if at all.",
  assign: "Somebody else has work to do from now on.",
  invite: "Somebody from outside is let in.",
  grant: "Somebody may do from now on what he could not do before.",
  export: "One call hands out a great deal at once; what leaves with it does not come back.",
  query: "A question can bring back much more than was meant, and heavy ones are felt by everybody.",
  search: "A broad search brings back what nobody meant to hand out.",
  fetch: "What it fetches may be written by strangers, and reach the model as if it were an order.",
  transfer: "Money that has been transferred comes back only if the other side sends it.",
  refund: "A refund goes out at once and is hard to claim back.",
  pay: "A payment that has left does not come back by an apology.",
  buy: "A purchase binds, at the price of that moment.",
  sell: "A sale binds, at the price of that moment.",
  place: "An order that has been filled cannot be withdrawn.",
  swap: "An exchange is final, at the rate of that moment.",
};

const ofCategories: Record<Category, string> = {
  read: "A call leaves everything as it was, but what it returns reaches the model, and goes where the model takes it.",
  write: "What it changes stays changed, and others see it.",
  execute: "Its effect reaches past the call and cannot be taken back by another one.",
  destructive: "There is no undo.",
  financial: "Money that has moved comes back only if somebody sends it.",
  unclassified: "Nobody can say from its definition what a call leaves behind.",
};

/** What a call of the tool leaves behind, told by its verb where it is known. */
export function consequenceOf(verb: string | undefined, object: string, category: Category): string {
  // A verb whose category comes from its object ("create a refund") is not told by the verb.
  const known = verb === undefined || nameVerbs.get(verb)?.says !== category ? undefined : ofVerbs[verb];
  if (!known || (known.includes("{it}") && object === "")) return ofCategories[category];
  return known.replaceAll("{it}", object);
}

/** Why the category and not a neighbouring one. */
export const boundaries: Record<Category, string> = {
  read: "It changes nothing, so it is Read: the mildest category, which still deserves to be named, since everything that is not named is denied.",
  write: "It changes something and destroys nothing, so it is Write: a cap on the number of calls keeps a mistake small.",
  execute:
    "Its effect lies outside the call, so it is more than Write; nothing is deleted by it and no money moves, so it is less than Destructive or Financial.",
  destructive: "Something ends or is lost, so it is Destructive: agents seldom need it, and should not even see it.",
  financial: "Value changes hands, so it is Financial, whatever else the tool does: a person approves the exact call.",
  unclassified: "Until somebody has read what it does, it is treated as able to change something.",
};

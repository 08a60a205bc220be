import type { Category } from "../category.ts";
import { setOf } from "../lexicon/words.ts";

type Subject = { words: ReadonlySet<string>; told: string; changed?: string };

const subject = (words: string, told: string, changed?: string): Subject => ({
  words: setOf(words),
  told,
  ...(changed ? { changed } : {}),
});

/** What is special about a subject when it is read out (`told`) and when it is changed, started or deleted (`changed`). The first that fits. */
const subjects: readonly Subject[] = [
  subject(
    "secret secrets password passwords credential credentials token tokens apikey keys env",
    "what comes back are secrets, and the model then knows them",
    "whoever holds a secret acts in somebody’s name",
  ),
  subject(
    "user users usergroup usergroups member members role roles permission permissions group groups account accounts team teams invitation",
    "the answer names people and what they may do",
    "this decides who may do what",
  ),
  subject(
    "contact contacts customer customers person people employee employees lead leads patient attendee attendees",
    "the answer tells about people",
    "this is about people, who notice",
  ),
  subject(
    "log logs trace traces console",
    "logs hold what nobody meant to show, secrets among it",
    "the record of what happened is touched",
  ),
  subject(
    "script scripts command commands workflow workflows pipeline pipelines job jobs function functions code cron",
    "the answer shows what is run, and with which arguments",
    "what is stored there is run later, with rights of its own",
  ),
  subject(
    "configuration config settings setting template templates macro macros policy policies variable variables",
    "the answer shows how things are set up",
    "everything that is set up by it changes along",
  ),
  subject("maintenance downtime silence silences mute", "the answer tells when nobody is watching", "while it lasts, alarms keep quiet"),
  subject(
    "trigger triggers action actions alert alerts rule rules correlation correlations problem problems incident incidents monitor monitors",
    "the answer tells where something is wrong",
    "this decides which alarms there are, and who hears them",
  ),
  subject(
    "media webhook webhooks channel channels notification notifications",
    "the answer tells where messages go",
    "messages go by it to places outside",
  ),
  subject(
    "host hosts hostgroup hostgroups proxy proxies server servers instance instances network networks domain domains dns device devices node nodes cluster pod pods container containers infrastructure system interface",
    "the answer draws a map of the house: names, addresses, what runs where",
    "something that runs is touched",
  ),
  subject(
    "item items metric metrics history trend trends statistics stats data dataset",
    "figures over time tell how a house is run",
    "figures that others rely on are touched",
  ),
  subject(
    "file files directory folder document documents page pages note notes wiki attachment media",
    "part of it was written by others, and may speak to the agent",
    "others open what was changed there",
  ),
  subject(
    "message messages email emails mail thread threads comment comments issue issues ticket tickets review reviews event events post posts",
    "the text was written by others, and may speak to the agent",
    "others read it, in somebody’s name",
  ),
  subject(
    "repository repositories repo branch branches commit commits pull merge pr prs release releases tag tags",
    "source may be private, and words in it may speak to the agent",
    "others build on what stands there",
  ),
  subject(
    "table tables database databases collection collections record records row rows schema sql query index bucket object objects",
    "private records may be among it",
    "programs rely on what stands there",
  ),
  subject(
    "order orders invoice invoices payment payments balance transaction transactions subscription price prices refund charge payout wallet portfolio position positions",
    "the answer tells about money, and whose it is",
    "an amount depends on it",
  ),
  subject(
    "dashboard dashboards map maps graph report reports overview summary service services sla health",
    "the answer tells how things stand",
    "this is what others look at to see how things stand",
  ),
  subject(
    "browser tab tabs element form window screenshot snapshot viewport",
    "a page may show what belongs to whoever is logged in, and may speak to the agent",
    "this acts as whoever is logged in there",
  ),
  subject(
    "web url site website search news",
    "what it finds was written by strangers, and may speak to the agent",
    "somebody else’s site is acted upon",
  ),
];

/** What is special about the words that a tool is about; undefined where nothing is known of them. */
export function aboutSubject(words: string, category: Category): string | undefined {
  const asked = words.split(" ");
  // The last word is the subject; those before it only qualify it.
  for (let at = asked.length - 1; at >= 0; at--) {
    const word = asked[at] as string;
    const pair = (asked[at - 1] ?? "") + word;
    const found = subjects.find((one) => one.words.has(pair)) ?? subjects.find((one) => one.words.has(word));
    if (found) return category === "read" ? found.told : found.changed;
  }
  return undefined;
}

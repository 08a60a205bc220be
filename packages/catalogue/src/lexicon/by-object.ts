import type { Category } from "../category.ts";

export type ObjectRule = { says: Category; objects: string; because: string };

/**
 * Verbs whose meaning hangs on what they are done to. The first rule with a word of the name (or, where the name has none, of the
 * description's first words) among its objects decides; without one the verb keeps its own meaning.
 */
export const byObject: Record<string, readonly ObjectRule[]> = {
  close: [
    {
      says: "write",
      objects:
        "issue issues ticket tickets task tasks pr prs pull merge request incident incidents case deal poll opportunity thread discussion milestone sprint alert alerts conversation todo",
      because: "closing a record changes its state and can be undone",
    },
    { says: "financial", objects: "position positions trade trades", because: "closing a position trades on a market" },
    { says: "destructive", objects: "account", because: "a closed account does not come back by another call" },
  ],
  open: [
    { says: "financial", objects: "position positions trade trades long short", because: "opening a position trades on a market" },
    { says: "read", objects: "node nodes record document note", because: "opening a record shows it" },
    { says: "write", objects: "issue ticket pr pull request", because: "opening an issue creates a record" },
  ],
  reset: [
    {
      says: "write",
      objects: "password passwords credential credentials pin passcode key",
      because: "a new password takes the place of the old one; nothing is lost",
    },
    {
      says: "execute",
      objects:
        "device vm instance server machine connection game view zoom camera modem router page timer viewport zoomlevel port service emulation",
      because: "resetting it starts it afresh",
    },
  ],
  resolve: [
    {
      says: "write",
      objects:
        "issue issues incident incidents ticket tickets conversation comment comments thread threads alert alerts case cases discussion error errors dispute task conflict conflicts problem merge",
      because: "resolving it changes its state",
    },
  ],
  rollback: [
    { says: "execute", objects: "deployment release helm deploy rollout revision", because: "an earlier version is deployed again" },
  ],
  deactivate: [{ says: "destructive", objects: "user users account accounts member", because: "the account ends" }],
  disconnect: [{ says: "destructive", objects: "account integration integrations", because: "the connection has to be granted anew" }],
  drop: [{ says: "execute", objects: "drag", because: "dragging and dropping acts on a user interface" }],
  format: [{ says: "destructive", objects: "disk drive volume partition", because: "formatting erases what was there" }],
  lock: [{ says: "execute", objects: "door doors device screen vehicle car", because: "a device acts" }],
  unlock: [{ says: "execute", objects: "door doors device screen vehicle car", because: "a device acts" }],

  adjust: [{ says: "execute", objects: "volume brightness temperature thermostat", because: "a device acts on it at once" }],
  transfer: [
    {
      says: "write",
      objects: "ownership repository repo file files issue issues domain ticket project role leadership lead data",
      because: "what is transferred is a record, not money",
    },
    { says: "execute", objects: "call calls", because: "a running call is moved" },
  ],
  bridge: [{ says: "execute", objects: "call calls network", because: "a running connection is changed" }],
  swap: [
    {
      says: "write",
      objects: "face faces image images word words column columns row rows layer layers node nodes",
      because: "things change places, no money moves",
    },
  ],
  mint: [{ says: "write", objects: "doi jwt", because: "an identifier is issued, no money moves" }],
  deposit: [{ says: "write", objects: "paper dataset preprint", because: "a document is filed" }],
  purchase: [{ says: "write", objects: "requisition", because: "a purchase is only asked for" }],
  claim: [
    {
      says: "financial",
      objects: "reward rewards airdrop fee fees yield interest payout winnings token tokens dividend",
      because: "claiming it moves money",
    },
  ],
  exercise: [{ says: "financial", objects: "option options position", because: "exercising an option trades" }],
  capture: [
    { says: "financial", objects: "payment payments authorization order charge intent", because: "capturing a payment takes the money" },
  ],
  charge: [
    { says: "financial", objects: "card customer payment account invoice wallet user", because: "charging takes money" },
    { says: "execute", objects: "battery vehicle car ev", because: "a device acts" },
  ],
  finalize: [
    { says: "financial", objects: "invoice invoices payment mint purchase order checkout", because: "finalizing it makes it due" },
  ],
  deploy: [{ says: "financial", objects: "token erc20 memecoin nft", because: "deploying a token issues something of value on a chain" }],
  launch: [{ says: "financial", objects: "token memecoin pumpfun", because: "launching a token issues something of value on a chain" }],
  wrap: [{ says: "financial", objects: "eth bnb matic sol token", because: "wrapping exchanges one asset for another" }],
  unwrap: [{ says: "financial", objects: "weth eth bnb sol token", because: "unwrapping exchanges one asset for another" }],
  accept: [{ says: "financial", objects: "payment quote bid claim", because: "accepting it commits to pay" }],
  evaluate: [
    {
      says: "execute",
      objects: "javascript js script code expression page element browser puppeteer console",
      because: "what is evaluated is a program",
    },
  ],
  select: [
    {
      says: "execute",
      objects: "option options dropdown element tab browser page menu window device",
      because: "a user interface is acted on",
    },
  ],
  upload: [{ says: "execute", objects: "browser puppeteer page", because: "a user interface is acted on" }],
  forward: [{ says: "execute", objects: "port ports", because: "a connection is opened" }],
  convert: [{ says: "execute", objects: "speech voice audio video", because: "a media model or encoder is run" }],
  request: [
    { says: "execute", objects: "http https api url", because: "a request is sent to another system" },
    { says: "financial", objects: "withdrawal withdraw payout refund", because: "it asks for money to be moved" },
  ],
  add: [
    { says: "financial", objects: "liquidity collateral funds", because: "value is paid in" },
    { says: "read", objects: "numbers integers", because: "it only calculates" },
  ],
  remove: [
    { says: "financial", objects: "liquidity collateral", because: "value is paid out" },
    { says: "execute", objects: "background noise watermark", because: "a media model or program is run" },
  ],

  set: [
    { says: "financial", objects: "stoploss leverage loss takeprofit", because: "it binds an order on a market" },
    {
      says: "execute",
      objects:
        "temperature volume brightness thermostat light lights fan hvac power speed playback viewport breakpoint color_temperature led relay motor servo cover valve",
      because: "a device or program acts on it at once",
    },
  ],
  change: [{ says: "financial", objects: "leverage", because: "it binds more or less money on a market" }],
  release: [{ says: "financial", objects: "escrow funds payment", because: "held money is handed over" }],
  reverse: [{ says: "financial", objects: "transaction payment charge transfer", because: "money goes back" }],
  exchange: [{ says: "execute", objects: "code token auth key keys", because: "a session is opened with it" }],
  test: [
    { says: "read", objects: "connection connectivity auth authentication credentials", because: "it only tells whether it would work" },
  ],
  new: [{ says: "execute", objects: "page tab window session browser", because: "a program opens it at once" }],
  sign: [
    { says: "financial", objects: "transaction transactions tx", because: "a signed transaction can be sent and moves value" },
    { says: "write", objects: "document envelope contract", because: "a signature is added to a document" },
  ],
  place: [{ says: "execute", objects: "call calls", because: "a call is placed" }],
  end: [{ says: "write", objects: "date meeting", because: "a record is changed" }],
  book: [
    { says: "write", objects: "appointment meeting slot room table event demo call consultation", because: "booking it creates a record" },
    { says: "financial", objects: "flight hotel ticket tickets trip cab ride train", because: "booking it commits to pay" },
  ],
  reserve: [{ says: "financial", objects: "hotel flight", because: "reserving it commits to pay" }],
  generate: [
    {
      says: "read",
      objects:
        "types uuid guid hash summary summaries checksum lorem random string strings number numbers plan plans query queries passphrase wordlist regex typescript sitemap diff",
      because: "what is generated is the answer itself; nothing else happens",
    },
  ],
  download: [
    { says: "write", objects: "media pdf model models dataset asset assets texture", because: "the file is stored where the server runs" },
    { says: "execute", objects: "file", because: "the server fetches the file and stores it" },
  ],
  post: [{ says: "read", objects: "search query", because: "the request only searches" }],
  write: [{ says: "financial", objects: "contract", because: "a call that changes a contract’s state moves value on a chain" }],
  build: [{ says: "read", objects: "url query prompt filter", because: "what is built is the answer itself" }],
  scan: [
    { says: "execute", objects: "nmap port ports network subnet masscan nuclei nikto", because: "a scan acts on the systems it probes" },
  ],
  submit: [{ says: "execute", objects: "form job jobs batch", because: "submitting it sets work off" }],
  create: [{ says: "execute", objects: "prediction completion inference", because: "creating it runs a model" }],
  edit: [{ says: "execute", objects: "image images photo", because: "an image model is run" }],
  approve: [{ says: "execute", objects: "deployment job workflow run", because: "approving it lets the work go on" }],
  send: [
    { says: "financial", objects: "sms mms", because: "messages over a carrier are billed one by one" },
    {
      says: "execute",
      objects: "command commands key keys keystroke keystrokes input request http http1 http2 webhook signal click stdin text_to_terminal",
      because: "what is sent is carried out by something else",
    },
  ],
  make: [{ says: "execute", objects: "call calls request", because: "a call is placed" }],
  restore: [
    {
      says: "write",
      objects: "file files message document page note revision version task trash",
      because: "an earlier state of a record is put back",
    },
  ],
  suspend: [{ says: "destructive", objects: "account", because: "the account ends" }],
};

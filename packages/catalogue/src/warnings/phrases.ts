import type { WarningKind } from "./warning.ts";

/** Wordings that speak to a model, not of a tool. Read against plain text: lower case, one space, look-alike letters folded (`plainText`). */
export const phrases: readonly { kind: WarningKind; wording: RegExp }[] = [
  // Orders
  {
    kind: "instructions",
    wording:
      /\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:previous|prior|earlier|above|preceding|other|all|any|your|system|safety|existing|former)\b.{0,30}\b(?:instructions?|rules?|prompts?|guidelines?|policies|policy|directives?|constraints?|context)\b/,
  },
  {
    kind: "instructions",
    wording: /<\/?\s*(?:important|system|instructions?|secret|hidden|critical|assistant|admin|urgent|note to (?:ai|model))\b[^>]{0,80}>/,
  },
  {
    kind: "instructions",
    wording:
      /\[\/?\s*(?:system|inst|instructions?|assistant|admin|important)\s*\]|<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|<<\s*sys\s*>>|^\s*#{2,}\s*(?:system|instructions?)\b/,
  },
  {
    kind: "instructions",
    wording:
      /\b(?:you are now|you must now|from now on,? (?:you|always|never|all)|new (?:system )?instructions?\s*:|act as (?:an? )?(?:unrestricted|admin|root|developer mode))\b/,
  },
  {
    kind: "instructions",
    wording:
      /\b(?:before|after|prior to|whenever|when|each time|every time|while|in order for)\b.{0,24}\b(?:using|calling|invoking|running|executing|use|call|invoke|run|you (?:use|call|invoke|run|answer|respond|reply)|answering|responding|replying)\b.{0,60}\b(?:you must|you should|must first|you have to|you need to|first (?:read|call|send|run|open|fetch)|always (?:read|call|send|run|include|pass)|please (?:read|send|include|pass|open|append))\b/,
  },
  {
    kind: "instructions",
    wording:
      /\b(?:otherwise|or else|if you (?:do not|don't|fail)|failure to|or)\b.{0,40}\b(?:the tool|this tool|it|user|account|system|application|everything) (?:will|would) (?:not work|fail|crash|be (?:lost|deleted|suspended|blocked|fired)|break|stop)\b/,
  },
  {
    kind: "instructions",
    wording:
      /\b(?:important|attention|note|message|instructions?|reminder)\b.{0,8}\b(?:for|to)\b.{0,10}\b(?:the )?(?:ai|llm|llms|model|models|assistant|agent|agents)\b/,
  },
  { kind: "instructions", wording: /\b(?:system prompt|developer message|jailbreak|prompt injection|hidden instructions?)\b/ },
  {
    kind: "instructions",
    wording:
      /\b(?:always|must|immediately|first) (?:call|invoke|execute|run|use) (?:this|me|it)\b.{0,50}\b(?:first|before (?:any|every|all)|regardless|no matter|for (?:any|every|all)|automatically|without asking)\b/,
  },
  {
    kind: "instructions",
    wording:
      /\b(?:do not|don't|never|no need to|without) (?:ask|asking|request|wait for|waiting for|requir(?:e|ing)|seek(?:ing)?)\b.{0,24}\b(?:confirmation|permission|approval|consent|the user)\b/,
  },
  {
    kind: "instructions",
    wording:
      /\b(?:user has|users have|administrator has|admin has|already) (?:already )?(?:approved|authori[sz]ed|consented|granted|confirmed)\b.{0,40}\b(?:all|any|every|this|future|actions?|calls?)\b/,
  },
  // What the person is not to learn
  {
    kind: "concealment",
    wording:
      /\b(?:do not|don't|never|must not|should not|avoid|refrain from|without)\b.{0,20}\b(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|reveal(?:ing)?|show(?:ing)?|notify(?:ing)?|disclos(?:e|ing)|alert(?:ing)?|display(?:ing)?|explain(?:ing)?|report(?:ing)?|warn(?:ing)?|log(?:ging)?|let(?:ting)?)\b.{0,40}\b(?:user|users|human|humans|person|anyone|anybody|operator|customer|this step|this instruction|these instructions|know)\b/,
  },
  {
    kind: "concealment",
    wording:
      /\b(?:secretly|silently|covertly|quietly|discreetly|stealthily|in the background without)\b.{0,60}\b(?:send|read|call|include|pass|copy|add|run|forward|upload|append|bcc|execute|collect|record|change|delete|transfer|replace|store|log)/,
  },
  {
    kind: "concealment",
    wording:
      /\b(?:keep|hide|conceal|withhold)\b.{0,30}\b(?:secret|hidden|confidential|from (?:the )?(?:user|human|person|operator|customer))\b/,
  },
  {
    kind: "concealment",
    wording:
      /\b(?:user|human|person|customer) (?:must|should|may|will|can|does|do)(?: not|n't|not)\b.{0,20}\b(?:see|know|notice|learn|be (?:told|informed|aware)|find out|be shown)\b/,
  },
  // Other tools
  {
    kind: "other_tools",
    wording:
      /\b(?:instead of|rather than|in place of|do not use|don't use|never use|stop using|replaces?|supersedes?|overrides?)\b.{0,30}\b(?:any other|all other|other|every other|the original|the official|the built-?in)\b.{0,24}\b(?:tools?|functions?|servers?)\b/,
  },
  {
    kind: "other_tools",
    wording:
      /\b(?:when|whenever|before|after|if|each time|every time)\b.{0,30}\b(?:any other|another|other|every|all)\b.{0,14}\btools?\b.{0,80}\b(?:must|should|always|first|also|call|include|add|pass|send|change|set|use)\b/,
  },
  {
    kind: "other_tools",
    wording:
      /\b(?:the|every|all|any) (?:recipient|recipients|to address|destination|amount|arguments?|parameters?|payee|iban|account number|address)\b.{0,40}\b(?:must|should|has to|needs? to|always)\b.{0,30}\b(?:be (?:changed|replaced|set|sent|redirected)|changed to|replaced (?:by|with)|go to)\b/,
  },
  {
    kind: "other_tools",
    wording:
      /\b(?:when|whenever|if|while)\b.{0,16}\b(?:the )?[`'"]?[a-z][a-z0-9]*_[a-z0-9_]+[`'"]?(?: tool)?\b.{0,24}\b(?:is (?:called|used|invoked|available|present|run)|are (?:called|used))\b.{0,80}\b(?:must|always|instead|change|replace|redirect|bcc|also send|add)\b/,
  },
  // What it has no business with
  {
    kind: "secrets",
    wording:
      /~\/\.(?:ssh|aws|cursor|config|kube|docker|npmrc|netrc|gnupg|git-credentials|claude|codeium|env)|\bid_(?:rsa|ed25519|ecdsa|dsa)\b|\/etc\/(?:passwd|shadow|sudoers)|\b(?:mcp|claude_desktop_config|credentials|secrets)\.json\b|\.(?:ssh|aws|gnupg)[/\\]|\bwallet\.dat\b|\blogin ?keychain\b|\.env\b(?:\.\w+)? file|\bcookies\.sqlite\b|%appdata%/,
  },
  {
    kind: "secrets",
    wording:
      /\b(?:read|open|include|pass|send|copy|paste|provide|attach|retrieve|collect|dump|print|put|supply|find|fetch|add|append|extract|insert)\b.{0,50}\b(?:private keys?|ssh keys?|seed phrases?|recovery phrases?|environment variables|session cookies?|access tokens? of the user|(?:user's|users'|all|any|your|stored|saved|available|system) (?:api keys?|passwords?|credentials|secrets|tokens|cookies|environment|files)|(?:contents?|content) of (?:the )?(?:file|\/|~|c:|home|config))\b/,
  },
  {
    kind: "secrets",
    wording:
      /\b(?:side ?note|sidenote|context|notes?|metadata|feedback|extra|debug|reason|thoughts?|summary|trace)\b.{0,10}\b(?:parameter|argument|field|must contain|should contain|has to contain)\b.{0,60}\b(?:conversation|contents?|file|keys?|history|secrets?|credentials?|everything|system prompt|instructions)\b/,
  },
  // Where it should not go
  {
    kind: "exfiltration",
    wording:
      /\b(?:send|forward|upload|post|transmit|exfiltrate|leak|bcc|cc|copy|submit|share|report|deliver|relay|mirror|push|mail|e-?mail)\b.{0,80}\b(?:https?:\/\/|[a-z0-9._%+-]{1,40}@[a-z0-9-]{1,40}\.[a-z]{2,12}|webhook\.site|pastebin|ngrok|requestbin|attacker|external server|remote server|third[- ]party|our server|collector|telegram bot|discord webhook)/,
  },
  {
    kind: "exfiltration",
    wording:
      /\b(?:include|append|attach|pass|send|copy|forward|provide|insert|add|repeat|summari[sz]e|put|dump|write|supply|share|record|store|echo|contain)\b.{0,60}\b(?:whole |entire |full |complete |previous |earlier |all (?:of )?(?:the |your |previous |earlier )?)(?:conversation|chat|messages?|history|transcript|prompts?|context|system prompt|tool (?:results?|outputs?|calls?|definitions?)|instructions|memory|list of tools)\b/,
  },
  {
    kind: "exfiltration",
    wording:
      /\b(?:conversation|chat) (?:history|log|transcript)\b.{0,60}\b(?:must|should|required|include|send|pass|parameter|verbatim|in full)\b|\b(?:include|send|pass|append|forward|copy)\b.{0,40}\b(?:conversation|chat) (?:history|log|transcript)\b/,
  },
  // What cannot be read, or shows other than it reads
  {
    kind: "encoded",
    wording:
      /(?:[a-z0-9+/]{80,}={0,2}|(?:[0-9a-f]{2}[ :]?){48,}|(?:\\u[0-9a-f]{4}){6,}|(?:\\x[0-9a-f]{2}){8,}|(?:%[0-9a-f]{2}){8,}|(?:&#x?[0-9a-f]{2,6};){5,})/,
  },
  {
    kind: "encoded",
    wording:
      /\b(?:base64|rot13|hex|url)[- ]?(?:decode|encoded)\b.{0,40}\b(?:follow|execute|run|obey|instructions?|then do|and do)\b|\b(?:decode|decrypt|unescape)\b.{0,40}\b(?:follow|execute|run|obey|instructions?|then do)\b/,
  },
  {
    kind: "markup",
    wording:
      /<!--|!\[[^\]]{0,200}\]\(\s*https?:|<\s*(?:script|img|iframe|style|svg|object|embed|link|meta)\b|\bdisplay\s*:\s*none\b|\bfont-size\s*:\s*0|javascript:/,
  },
];

/** The sentences of the settings form. The numbers are those that the verb holds to (`serverSettingsLimits`); a test compares them. */
export const settingsWords = {
  idle: {
    label: "Silence, in seconds",
    placeholder: "120",
    hint: "How long the server may stay silent: before the first byte of its answer and between bytes. Default 120, at most 900.",
  },
  call: {
    label: "Whole call, in seconds",
    placeholder: "900",
    hint: "How long one call may take in all, with progress or without. Default 900, at most 900.",
  },
  headers: {
    label: "Client headers to forward",
    hint: "One name a line, at most 20. By default none of a client's own headers reaches the server. Never forwarded: credentials, cookies, addresses, identities, and what belongs to the connection or the protocol.",
  },
  methods: {
    label: "Extra methods to forward",
    hint: "One name a line, at most 20. By default a method outside the protocol is refused. What you name here passes without a policy's word, and is recorded.",
  },
  era: {
    label: "Protocol form",
    hint: "The default follows what the server was found to speak. Fix it when the server announces one form and works better with the other.",
    found: (era: string) => `As found (${era === "dual" ? "both forms" : era === "modern" ? "stateless" : "with sessions"})`,
    modern: "Stateless only (2026-07-28 and later)",
    legacy: "With sessions only (up to 2025-11-25)",
  },
  recording: {
    label: "When a call is recorded",
    guaranteed: {
      label: "Before it is sent (guaranteed)",
      hint: "No byte of a call leaves before its record is committed to the database. Nothing that happened can be missing from the record.",
    },
    buffered: {
      label: "Within a second (buffered, faster)",
      hint: "A call may leave before its record is committed; the record is written to the gateway's disk first and reaches the database within a second. A crash of the gateway loses nothing. A power loss may lose up to 100 ms of records: calls that happened and are not on record. Calls with limits or an approval still wait for the database.",
    },
  },
} as const;

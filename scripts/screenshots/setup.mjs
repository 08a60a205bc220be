// The organization on the pictures, as `portcullis apply` takes it.

export const owner = { name: "Operations", email: "operations@acme.test", password: "correct horse battery staple" };

/** Reading is free, acknowledging is limited and explained, scripts wait for people, users are nobody's business. */
const onCall = {
  version: "1",
  default: "deny",
  hide: ["zabbix_*_user*"],
  approval: { expires_after: "8h", message: "Read the script before you say yes." },
  all_tools: { limits: [{ counter: "calls", window: "minute", max: 120 }] },
  tools: {
    "zabbix_get_*": {},
    zabbix_host_get: {},
    zabbix_acknowledge_event: {
      require: [
        {
          conditions: [{ path: "args.message", op: "length_gte", value: 10 }],
          on_deny: "Say in the message why you acknowledge the event.",
        },
      ],
      limits: [{ counter: "acknowledged", window: "hour", max: 3 }],
    },
    zabbix_create_maintenance: {
      deny_if: [
        {
          conditions: [{ path: "args.maintenance_type", op: "eq", value: 1 }],
          on_deny: "Maintenance without data collection is planned by people.",
        },
      ],
    },
    zabbix_execute_script: { action: "require_approval", reason: "Scripts run on hosts: operations approves each of them." },
    zabbix_host_delete: { action: "deny", reason: "Hosts are retired by people." },
  },
};

const readOnly = { version: "1", default: "deny", list: "callable", tools: { "zabbix_get_*": {}, zabbix_host_get: {} } };

/** What the on-call policy could become: histories are large, so they are no longer free. */
const tighter = {
  version: "1",
  default: "deny",
  tools: {
    zabbix_get_problems: {},
    zabbix_get_triggers: {},
    zabbix_host_get: {},
    zabbix_acknowledge_event: { limits: [{ counter: "acknowledged", window: "hour", max: 3 }] },
  },
};

const trial = { version: "1", mode: "observe", default: "deny", tools: { "zabbix_get_*": {} } };

/** A draft in which the editor finds something, with a repair for most of it. */
export const draft = {
  policy: "read only",
  text: `{
  "version": "1",
  "default": "allow",
  "tools": {
    "zabbix_get_problem": {},
    "zabbix_get_triggers": { "rate_limit": { "max": 30, "window": 60 } },
    "zabbix_create_maintenance": {
      "deny_if": [{ "conditions": [{ "path": "args.maintenance_type", "op": "eq", "value": 1 }] }]
    }
  }
}
`,
};

export const shadow = { grant: "on-call agent", server: "Zabbix production", policy: "on-call, tighter" };

export const setupOf = (sampleUrl) => ({
  organization: { slug: "acme", name: "Acme" },
  owner,
  servers: [
    { slug: "zabbix", name: "Zabbix production", url: sampleUrl, headers: {}, acceptTools: true },
    { slug: "zabbix-staging", name: "Zabbix staging", url: sampleUrl, headers: {}, acceptTools: true },
    // Nobody has looked at its tools yet.
    { slug: "zabbix-lab", name: "Zabbix lab", url: sampleUrl, headers: {} },
  ],
  policies: [
    { server: "zabbix", name: "on-call", document: onCall },
    { server: "zabbix", name: "on-call, tighter", document: tighter },
    { server: "zabbix", name: "read only", document: readOnly },
    { server: "zabbix-staging", name: "trial", document: trial },
  ],
  grants: [
    {
      label: "on-call agent",
      access: [
        { server: "zabbix", policy: "on-call" },
        { server: "zabbix-staging", policy: "trial" },
      ],
    },
    { label: "nightly report", access: [{ server: "zabbix", policy: "read only" }] },
    { label: "capacity review", access: [{ server: "zabbix-staging", policy: "trial" }] },
  ],
});

/** What the frame of an organization's pages says. */
export const shellWords = {
  search: "Search",
  searchLong: "Search and commands",
  palette: {
    pages: "Pages",
    servers: "Servers",
    policies: "Policies",
    grants: "Grants",
    actions: "Actions",
    apiKeys: "API keys",
    profile: "Profile",
    revoked: "revoked",
    labels: {
      actions: {
        registerServer: "Register a server",
        createPolicy: "Create a policy",
        createGrant: "Create a grant",
        inviteMember: "Invite a member",
        stopEverything: "Stop everything",
        stop: (name: string) => `Stop ${name}`,
        leave: "Rename or leave the organization",
        themeSystem: "Theme: as the system",
        themeLight: "Theme: light",
        themeDark: "Theme: dark",
        shortcuts: "Keyboard shortcuts",
      },
    },
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    lead: "They rest while you type in a field.",
    letters: "Single letters as shortcuts",
    lettersHint: "Turn this off if speech input or another tool presses letters for you. Kept in this browser.",
    palette: "Search and commands",
    sheet: "This sheet",
    goTo: "Go to",
  },
} as const;

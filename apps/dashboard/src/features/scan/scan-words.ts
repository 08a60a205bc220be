/** What the page says, in HTML and in Markdown. */
export const scanWords = {
  title: "Check before you connect",
  lead: "Paste the configuration of an MCP client. This page says which servers bypass a gateway, what their tools could do, and which policy to give them.",
  privacy: "It is read in your browser. Nothing of it is sent anywhere, and no secret in it is shown.",
  clients: "Claude Code, Claude Desktop, Cursor, VS Code, Codex, Gemini CLI, Windsurf, Zed",
  command: "portcullis scan --fail-on high",
} as const;

export const scanMarkdown = () => `# ${scanWords.title}

${scanWords.lead}

${scanWords.privacy}

It reads the configurations of ${scanWords.clients}. The page itself needs a browser: [/scan](/scan). In a terminal or in CI the same is done by \`${scanWords.command}\`.
`;

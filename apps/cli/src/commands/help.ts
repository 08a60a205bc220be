export const help = `Usage: portcullis <command>

  apply FILE [--rotate]   Bring an organization to what the JSON in FILE says; "-" reads standard input.
                          Prints one JSON object. Tokens are in it only when they are new: --rotate makes new ones.
  migrate                 Bring the database up to date. DATABASE_URL must be its owner's.
  help                    Print this.

Settings: DATABASE_URL, PORTCULLIS_ROOT_KEY or PORTCULLIS_ROOT_KEY_FILE, GATEWAY_URL, DASHBOARD_URL,
PORTCULLIS_PRIVATE_UPSTREAMS, PORTCULLIS_ALLOW_LOOPBACK, PORTCULLIS_MIGRATIONS.

Exit status: 0 done, 1 not done (try again later), 2 wrong input; then nothing was changed.
`;

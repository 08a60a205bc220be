import { defineConfig } from "vitest/config";

const shared = { exclude: ["**/node_modules/**", "**/dist/**", "**/.next/**"], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        // Rooms that need no database.
        test: {
          ...shared,
          name: "unit",
          include: [
            "packages/{policy,protocol,upstream,catalogue}/**/*.test.ts",
            "apps/{sample-zabbix,dashboard}/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
        },
      },
      {
        // Everything that stands on a real Postgres: one cluster for the whole run, one database per file.
        test: {
          ...shared,
          name: "integration",
          include: ["packages/{db,control-plane,e2e}/**/*.test.ts", "apps/{gateway,cli,worker}/**/*.test.ts"],
          globalSetup: ["./packages/db/src/testing/cluster.ts"],
        },
      },
    ],
  },
});

import { defineConfig } from "vitest/config";

/** The journey against a real Zabbix: `npm run test:zabbix`, never part of `npm test`. */
export default defineConfig({
  test: {
    include: ["*.zabbix.ts"],
    root: import.meta.dirname,
    testTimeout: 60_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});

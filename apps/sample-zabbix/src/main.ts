import { readEnv, type Settings } from "./env.ts";
import { inventory } from "./inventory/inventory.ts";
import { startSample } from "./server.ts";
import { zabbixApi } from "./zabbix-api.ts";

const settings = orExit(readEnv);
const backend = settings.zabbix ? zabbixApi(settings.zabbix) : inventory();
const sample = await startSample({ ...settings, backend }).catch((error: NodeJS.ErrnoException) => {
  const taken = error.code === "EADDRINUSE";
  console.error(
    taken ? `Port ${settings.port} is taken; set SAMPLE_PORT to another one.` : `The sample server could not start: ${error.message}`,
  );
  process.exit(1);
});
console.log(`Sample server: ${sample.url} (${settings.zabbix ? "a real Zabbix" : "in-memory inventory"})`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    sample.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

function orExit(read: () => Settings): Settings {
  try {
    return read();
  } catch (error) {
    console.error(error instanceof Error ? error.message : "The settings cannot be read.");
    process.exit(1);
  }
}

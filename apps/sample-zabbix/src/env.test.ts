import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const zabbix = { ZABBIX_API_URL: "http://127.0.0.1:18080/api_jsonrpc.php", ZABBIX_USERNAME: "Admin", ZABBIX_PASSWORD: "hush" };

test("defaults, and empty values count as unset", () => {
  const defaults = { port: 4100, host: "127.0.0.1", allowedHosts: [] };
  expect(readEnv({})).toEqual(defaults);
  expect(readEnv({ SAMPLE_PORT: "", SAMPLE_HOST: "", ZABBIX_API_URL: "", ZABBIX_PASSWORD: "" })).toEqual(defaults);
});

test("everything set", () => {
  expect(readEnv({ SAMPLE_PORT: "20100", SAMPLE_HOST: "0.0.0.0", SAMPLE_ALLOWED_HOSTS: "Sample, zabbix.test", ...zabbix })).toEqual({
    port: 20100,
    host: "0.0.0.0",
    allowedHosts: ["sample", "zabbix.test"],
    zabbix: { url: zabbix.ZABBIX_API_URL, username: "Admin", password: "hush" },
  });
});

test("wrong settings are named, the password never", () => {
  expect(() => readEnv({ SAMPLE_PORT: "70000" })).toThrow("SAMPLE_PORT");
  expect(() => readEnv({ ...zabbix, ZABBIX_API_URL: "file:///etc/passwd" })).toThrow("ZABBIX_API_URL");
  expect(() => readEnv({ ...zabbix, ZABBIX_USERNAME: undefined })).toThrow("belong together");
  expect(() => readEnv({ ZABBIX_PASSWORD: "hush" })).toThrow(/^(?!.*hush)/s);
});

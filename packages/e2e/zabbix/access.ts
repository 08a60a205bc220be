/** The Zabbix that the suite works on; scripts/test-zabbix.mjs asks for all three. */
export const access = {
  url: process.env.ZABBIX_API_URL ?? "",
  username: process.env.ZABBIX_USERNAME ?? "",
  password: process.env.ZABBIX_PASSWORD ?? "",
};
/** The sample server's settings for it. */
export const sampleEnv = { ZABBIX_API_URL: access.url, ZABBIX_USERNAME: access.username, ZABBIX_PASSWORD: access.password };

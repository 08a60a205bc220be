/** The policy on the landing page. It works as it stands on the sample server: a test lints it against that server's tools. */
export const examplePolicy = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "zabbix_get_problems": {},
    "zabbix_logout": {
      "limits": [{ "counter": "logout", "window": "minute", "max": 10 }]
    },
    "zabbix_host_delete": {
      "action": "deny",
      "reason": "Hosts are deleted by people."
    }
  }
}`;

/** The tools that the page's pictures name. */
export const exampleTools = [
  "zabbix_get_problems",
  "zabbix_host_get",
  "zabbix_host_delete",
  "zabbix_logout",
  "zabbix_create_user",
  "zabbix_create_maintenance",
];

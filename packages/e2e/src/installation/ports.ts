import net from "node:net";

export type Ports = { dashboard: number; gateway: number; operator: number; sample: number };

/** Four ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(): Promise<Ports> {
  const probes = await Promise.all(Array.from({ length: 4 }, listen));
  const [dashboard, gateway, operator, sample] = probes.map((probe) => (probe.address() as net.AddressInfo).port) as [
    number,
    number,
    number,
    number,
  ];
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return { dashboard, gateway, operator, sample };
}

function listen(): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => resolve(probe));
  });
}

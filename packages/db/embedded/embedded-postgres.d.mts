export function startEmbeddedPostgres(options: {
  dataDir: string;
  port?: number;
  database?: string;
  durable?: boolean;
  maxConnections?: number;
  notPorts?: number[];
  log?: (text: string) => void;
}): Promise<{ url: string; port: number; pid: number; adopted: boolean; exited: Promise<unknown>; stop: () => Promise<void> }>;

export type EmbeddedOptions = {
  dataDir: string;
  port?: number;
  database?: string;
  durable?: boolean;
  maxConnections?: number;
  notPorts?: number[];
  log?: (text: string) => void;
};
export type EmbeddedPostgres = {
  url: string;
  port: number;
  pid: number;
  adopted: boolean;
  exited: Promise<unknown>;
  stop: () => Promise<void>;
};
export function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres>;
export function keepEmbeddedPostgres(options: EmbeddedOptions & { onRestart?: () => void }): Promise<EmbeddedPostgres>;

# One file, one target for each service: cli (migrations), gateway, worker, dashboard, sample.
# Debian, not Alpine: argon2 and the like come as glibc builds.
FROM node:24-bookworm-slim AS source
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 TURBO_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc turbo.json tsconfig.base.json prisma.config.ts ./
COPY apps ./apps
COPY packages ./packages
COPY prisma ./prisma
COPY scripts ./scripts
COPY tools ./tools

FROM source AS build
RUN npm ci --no-audit --no-fund \
 && npx prisma generate \
 && npx turbo run build

# Only what each service needs at run time; no install script runs.
FROM source AS cli-packages
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace @portcullis/cli
FROM source AS gateway-packages
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace @portcullis/gateway
FROM source AS worker-packages
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace @portcullis/worker
FROM source AS dashboard-packages
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace @portcullis/dashboard
FROM source AS sample-packages
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace @portcullis/sample-zabbix

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
USER node

FROM runtime AS cli
ENV PORTCULLIS_MIGRATIONS=/app/prisma/migrations
COPY --from=cli-packages /app/node_modules ./node_modules
COPY --from=build /app/apps/cli/dist ./apps/cli/dist
COPY --from=source /app/apps/cli/verifier ./apps/cli/verifier
COPY --from=source /app/prisma ./prisma
ENTRYPOINT ["node", "apps/cli/dist/main.mjs"]
CMD ["help"]

FROM runtime AS gateway
# GATEWAY_WORKERS: processes in one container, one per core; 2 s of red readiness before connections are refused.
ENV GATEWAY_HOST=0.0.0.0 OPERATOR_HOST=0.0.0.0 GATEWAY_WORKERS=1 DRAIN_NOTICE_SECONDS=2
COPY --from=gateway-packages /app/node_modules ./node_modules
COPY --from=build /app/apps/gateway/dist ./apps/gateway/dist
EXPOSE 4000 4001
# The drain takes up to 25 s: give the container 30 s to stop.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:4001/readyz').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "apps/gateway/dist/main.mjs"]

FROM runtime AS worker
# The volume keeps the key that signs checkpoints, and the second place of the checkpoints.
USER root
RUN mkdir -m 0700 /var/lib/portcullis && chown node:node /var/lib/portcullis
USER node
ENV WORKER_HOST=0.0.0.0 CHECKPOINT_KEY_FILE=/var/lib/portcullis/checkpoint-key.pem CHECKPOINT_FILE=/var/lib/portcullis/checkpoints.jsonl
COPY --from=worker-packages /app/node_modules ./node_modules
COPY --from=build /app/apps/worker/dist ./apps/worker/dist
VOLUME /var/lib/portcullis
EXPOSE 4002
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:4002/readyz').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "apps/worker/dist/main.mjs"]

FROM runtime AS dashboard
COPY --from=dashboard-packages /app ./
COPY --from=build /app/apps/dashboard/.next ./apps/dashboard/.next
COPY --from=build /app/packages/db/src/generated ./packages/db/src/generated
WORKDIR /app/apps/dashboard
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "/app/node_modules/next/dist/bin/next", "start", "--hostname", "0.0.0.0", "--port", "3000"]

FROM runtime AS sample
ENV SAMPLE_HOST=0.0.0.0
COPY --from=sample-packages /app/node_modules ./node_modules
COPY --from=build /app/apps/sample-zabbix/dist ./apps/sample-zabbix/dist
EXPOSE 4100
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "-e", "fetch('http://127.0.0.1:4100/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "apps/sample-zabbix/dist/main.mjs"]

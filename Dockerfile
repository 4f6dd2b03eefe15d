# One image for every process: api (default), `node dist/main/worker.js`, `node dist/main/cli.js …`.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY src ./src
RUN npm run build

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
# By itself Node takes up to 128 MB for objects that are young, on a machine with much memory.
ENV NODE_OPTIONS=--max-semi-space-size=4
WORKDIR /app
COPY package.json ./
COPY public ./public
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A volume that is mounted there takes this folder's owner.
RUN mkdir -p /data/storage && chown node:node /data/storage
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, so SIGTERM reaches the shutdown order.
CMD ["node", "dist/main/api.js"]

# syntax=docker/dockerfile:1
FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /src
# ring and SQLite need a C compiler and nothing else.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY Cargo.toml Cargo.lock ./
COPY src ./src
RUN cargo build --release --locked --bin gatepost && strip target/release/gatepost && mkdir /ledger

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/gatepost /usr/local/bin/gatepost
# The configuration may be mounted read-only; the ledger is kept apart from it.
COPY --from=build --chown=nonroot:nonroot /ledger /var/lib/gatepost
VOLUME /var/lib/gatepost
WORKDIR /etc/gatepost
ENV GATEPOST_CONFIG=/etc/gatepost/gatepost.toml GATEPOST_LEDGER=/var/lib/gatepost/gatepost-ledger.db
# Answers when every configured database is served: configuration, reachability, role and both readings.
HEALTHCHECK --interval=30s --timeout=20s --start-period=5s CMD ["/usr/local/bin/gatepost", "doctor"]
USER nonroot
ENTRYPOINT ["/usr/local/bin/gatepost"]
CMD ["serve", "--transport", "stdio"]

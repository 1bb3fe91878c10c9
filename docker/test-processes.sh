#!/usr/bin/env bash
# Runs the command lines of the containers as plain processes: what compose.yaml says for migration, server, worker and the
# single container, with what docker/assemble puts into the images, against one PostgreSQL beside them. Only file names and
# port numbers are replaced. Needs a JDK and Maven; an engine for containers is not needed.
#
# With DATABASE_URL set, that database is used; it should be an empty one. Otherwise a PostgreSQL is started.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
. "$root/find-jdk.sh"

work="$here/target"
image="$work/opt-coprocessor"
rm -rf "$work"
mkdir -p "$work"

say() { printf 'containers: %3d s: %s\n' "$SECONDS" "$1"; }
fail() {
  echo "containers: FAILED: $1; see the logs in $work" >&2
  exit 1
}

processes=()
stop_all() {
  for pid in "${processes[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait "${processes[@]}" 2>/dev/null || true
}
trap stop_all EXIT

# The items of the list "command" of a service.
command_of() {
  awk -v service="  $1:" '
    /^  [a-z]/ { inside = ($0 == service); list = 0 }
    inside && /^    [a-z_]+:/ { list = ($0 == "    command:") }
    inside && list && /^      - / { sub(/^      - /, ""); print }
  ' "$here/compose.yaml"
}

is_free() { # port
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000)) # below the ports that the kernel gives to connections
    if is_free "$port"; then
      echo "$port"
      return
    fi
  done
  fail "no port is free"
}

# Starts a service under the command its image has as entry point.
start() { # service, entry point, server port, metrics port, further arguments
  local arguments=("${@:5}")
  while read -r argument; do
    argument="${argument//0.0.0.0:50051/127.0.0.1:$3}"
    argument="${argument//0.0.0.0:9100/127.0.0.1:$4}"
    argument="${argument//\/usr\/share\/coprocessor.key/$work/coprocessor.key}"
    arguments+=("$argument")
  done < <(command_of "$1")
  [ "${#arguments[@]}" -gt 0 ] || fail "compose.yaml has no command for $1"
  (cd / && exec "$image/bin/$2" "${arguments[@]}") >"$work/$1.log" 2>&1 &
  started=$!
  processes+=("$started")
}

await_healthy() { # service, metrics port
  for _ in $(seq 120); do
    if "$image/bin/healthcheck" "$2" >"$work/healthcheck.log" 2>&1; then
      return 0
    fi
    sleep 0.5
  done
  fail "$1 does not become healthy: $(tail -n 1 "$work/healthcheck.log")"
}

stop() { # service, process
  kill -TERM "$2"
  local code=0
  wait "$2" || code=$?
  [ "$code" -eq 0 ] || fail "$1 ends with $code after SIGTERM"
  say "$1 ended in order"
}

say "building, and assembling what the images hold"
"$root/coprocessor" --version >/dev/null
"$here/assemble" "$JAVA_HOME" "$root/coprocessor-cli/target/app" "$image"
unset JAVA_HOME
[ "$("$image/bin/coprocessor" --version)" = "coprocessor 0.6.1" ] || fail "the version text is another"

if [ -z "${DATABASE_URL:-}" ]; then
  say "starting PostgreSQL"
  "$root/coprocessor" postgres --folder "$work/postgres" >"$work/postgres.log" 2>&1 &
  processes+=("$!")
  for _ in $(seq 300); do
    [ ! -e "$work/postgres/url" ] || break
    sleep 0.2
  done
  DATABASE_URL="$(cat "$work/postgres/url")" || fail "PostgreSQL does not start"
fi
export DATABASE_URL

say "migrating, twice"
for _ in 1 2; do
  "$image/bin/coprocessor-cli" $(command_of migration) | tee -a "$work/migration.log" >/dev/null
done
grep -q 'is up to date' "$work/migration.log" || fail "the second migration finds something to do"

say "generating keys, adding a tenant"
"$image/bin/coprocessor-cli" keygen --output "$work/keys" >/dev/null
api_key="$(cat /proc/sys/kernel/random/uuid)"
"$image/bin/coprocessor-cli" insert-tenant --pks-file "$work/keys/pks" --sks-file "$work/keys/sks" \
  --public-params-file "$work/keys/pp" --tenant-api-key "$api_key" --chain-id 12345 \
  --acl-contract-address 0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2 \
  --verifying-contract-address 0x69dE3158643e738a0724418b21a35FAA20CBb1c5 >/dev/null
echo "$api_key" >"$work/api-key"
(umask 077 && head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$work/coprocessor.key")

transfer() { # port
  "$image/bin/coprocessor-cli" transfer --coprocessor-url "http://127.0.0.1:$1" --api-key-file "$work/api-key" \
    --keys "$work/keys" >"$work/transfer.log" 2>&1 || fail "the transfer fails: $(tail -n 1 "$work/transfer.log")"
  grep -q 'The balances add up' "$work/transfer.log" || fail "the balances do not add up"
}

say "starting server and worker, each as its container does"
server_port="$(free_port)" server_metrics="$(free_port)" worker_metrics="$(free_port)"
start server coprocessor-server "$server_port" "$server_metrics"; server=$started
start worker coprocessor-worker 0 "$worker_metrics"; worker=$started
await_healthy server "$server_metrics"
await_healthy worker "$worker_metrics"
transfer "$server_port"
say "the transfer went through both"
"$image/bin/coprocessor-cli" smoke-test --tenant-api-key "$api_key" --coprocessor-url "http://127.0.0.1:$server_port" \
  >"$work/smoke-test.log" || fail "the smoke test fails"
say "the smoke test passed"
grep -q 'numeric kernels: vectors' "$work/worker.log" || fail "the worker computes without vectors"
for process in "$server" "$worker"; do
  ! grep -qi netty "/proc/$process/maps" || fail "a process has loaded a native library of Netty"
done
stop worker "$worker"
stop server "$server"

say "starting both in one process, as the 0.6 compose file does"
server_port="$(free_port)"
single_metrics=9100 further=()
if ! is_free "$single_metrics"; then
  single_metrics="$(free_port)"
  further=("--metrics-addr=127.0.0.1:$single_metrics")
fi
start coprocessor coprocessor "$server_port" "$single_metrics" "${further[@]}"; single=$started
await_healthy coprocessor "$single_metrics"
transfer "$server_port"
stop coprocessor "$single"

if grep -qF "$api_key" "$work"/*.log || grep -qFf "$work/coprocessor.key" "$work"/*.log; then
  fail "a log holds a secret"
fi
say "all command lines work"

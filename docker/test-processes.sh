#!/usr/bin/env bash
# Runs the command lines of the containers as plain processes: what compose.yaml says for secrets, migration, accounts,
# the tenant, server, worker, smoke test and the single container, with what docker/assemble puts into the images, against
# one PostgreSQL beside them. Only file names and port numbers are replaced. Needs a JDK and Maven; an engine for containers
# is not needed.
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

# Those arguments with the files and ports of this run.
arguments_of() { # service, server port, metrics port
  command_of "$1" | sed -e "s|0\.0\.0\.0:50051|127.0.0.1:$2|" -e "s|coprocessor:50051|127.0.0.1:$2|" \
    -e "s|0\.0\.0\.0:9100|127.0.0.1:$3|" -e "s|/secrets|$work/secrets|" -e "s|^/keys|$work/keys|" \
    -e "s|/usr/share/coprocessor\.key|$work/secrets/server/coprocessor.key|"
}

# Runs a command with the account and the password file that a service has.
database_scheme="" database_place=""
as() { # folder of secrets, account, command
  DATABASE_URL="$database_scheme://$2@$database_place" DATABASE_PASSWORD_FILE="$work/secrets/$1/password" "${@:3}"
}

# The entry points of the images: those of server and worker are java itself, without a shell.
program() { # service
  case "$1" in
    server | worker) echo "$image/runtime/bin/java" "@$image/$1.args" ;;
    coprocessor) echo "$image/bin/coprocessor" ;;
    secrets) echo "$image/bin/draw-secrets" ;;
    tenant) echo "$image/bin/add-trial-tenant" ;;
    *) echo "$image/bin/coprocessor-cli" ;;
  esac
}

# Runs a service that ends.
run() { # service, account's folder of secrets, account, server port
  local arguments
  mapfile -t arguments < <(arguments_of "$1" "${4:-0}" 0)
  [ "${#arguments[@]}" -gt 0 ] || fail "compose.yaml has no command for $1"
  # shellcheck disable=SC2046 # program and argument file
  as "$2" "$3" $(program "$1") "${arguments[@]}" >>"$work/$1.log" 2>&1 ||
    fail "$1 fails: $(tail -n 1 "$work/$1.log")"
}

# Starts a service under the entry point of its image.
start() { # service, server port, metrics port, further arguments
  local arguments program
  mapfile -t arguments < <(arguments_of "$1" "$2" "$3")
  [ "${#arguments[@]}" -gt 0 ] || fail "compose.yaml has no command for $1"
  read -r -a program < <(program "$1")
  local secrets="$1"
  [ "$1" != coprocessor ] || secrets=daemon
  (cd / && as "$secrets" "fhevm_$secrets" exec "${program[@]}" "${arguments[@]}" "${@:4}") >"$work/$1.log" 2>&1 &
  started=$!
  processes+=("$started")
}

await_healthy() { # service, metrics port
  for _ in $(seq 120); do
    if "$image/runtime/bin/java" "@$image/healthcheck.args" "$2" >"$work/healthcheck.log" 2>&1; then
      "$image/bin/healthcheck" "$2" /livez || fail "$1 is ready and not alive"
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
[ "$("$image/bin/coprocessor" --version)" = "$("$root/coprocessor" --version)" ] || fail "the version text is another"

say "drawing secrets, twice"
mkdir -p "$work/keys" "$work/secrets"/{admin,server,worker,daemon,operator,grafana}
run secrets none none
[ "$(wc -l <"$work/secrets.log")" -eq 8 ] || fail "not all secrets are drawn"
before="$(cat "$work"/secrets/*/*)"
run secrets none none
[ "$before" = "$(cat "$work"/secrets/*/*)" ] || fail "secrets are drawn again"
[ -z "$(find "$work/secrets" -type f -perm /0227)" ] || fail "others can read or write secrets"

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
# scheme://user:password@place, whose password is where the database's container would find one.
database_scheme="${DATABASE_URL%%://*}" database_place="${DATABASE_URL##*@}"
administrator="${DATABASE_URL#*://}" administrator="${administrator%%@*}"
chmod u+w "$work/secrets/admin/password"
echo "${administrator#*:}" >"$work/secrets/admin/password"
administrator="${administrator%%:*}"
unset DATABASE_URL

say "migrating, making accounts, and adding a tenant, twice"
for _ in 1 2; do
  run migration admin "$administrator"
  run accounts admin "$administrator"
  run tenant operator fhevm_operator
done
grep -q 'is up to date' "$work/migration.log" || fail "the second migration finds something to do"
grep -q 'there is a tenant for chain' "$work/tenant.log" || fail "the tenant is added twice"
grep -q 'fhevm_worker' "$work/accounts.log" || fail "there is no account for workers"

transfer() { # port
  local attempt
  for attempt in 1 2 3; do
    ! "$image/bin/coprocessor-cli" transfer --coprocessor-url "http://127.0.0.1:$1" \
      --api-key-file "$work/secrets/operator/api-key" --keys "$work/keys" >"$work/transfer.log" 2>&1 || break
    # The server checks a tenant's CRS once, which takes longer than an upload waits on a busy machine.
    [ "$attempt" -lt 3 ] && grep -q 'try again later' "$work/transfer.log" ||
      fail "the transfer fails: $(tail -n 1 "$work/transfer.log")"
  done
  grep -q 'The balances add up' "$work/transfer.log" || fail "the balances do not add up"
}

say "starting server and worker, each as its container does"
server_port="$(free_port)" server_metrics="$(free_port)" worker_metrics="$(free_port)"
start server "$server_port" "$server_metrics"; server=$started
start worker 0 "$worker_metrics"; worker=$started
await_healthy server "$server_metrics"
await_healthy worker "$worker_metrics"
run smoke-test operator fhevm_operator "$server_port"
say "the smoke test passed"
transfer "$server_port"
say "the transfer went through both"
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
start coprocessor "$server_port" "$single_metrics" "${further[@]}"; single=$started
await_healthy coprocessor "$single_metrics"
transfer "$server_port"
stop coprocessor "$single"

for secret in "$work"/secrets/*/*; do
  ! grep -qFf "$secret" "$work"/*.log || fail "a log holds the secret ${secret#"$work/secrets/"}"
done
say "all command lines work"

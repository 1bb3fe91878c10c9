#!/usr/bin/env bash
# Runs the commands of docs/backup.md: a database with a tenant is dumped and restored on a PostgreSQL of Debian, and what
# is in it compared. Needs initdb, pg_dump and their companions, installs them where it can, and says why it does nothing
# where it cannot.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
work="$here/target/backup"

say() { printf 'backup: %3d s: %s\n' "$SECONDS" "$1"; }
fail() {
  echo "backup: FAILED: $1; see the logs in $work" >&2
  exit 1
}
skip() {
  echo "backup: skipped: $1"
  exit 0
}

programs="$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)"
if [ -z "$programs" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends postgresql; } >/dev/null 2>&1 || true
  programs="$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)"
fi
[ -n "$programs" ] || skip "there is no PostgreSQL, and none can be installed"
PATH="$(dirname "$programs"):$PATH"
rm -rf "$work"
mkdir -p "$work"

# PostgreSQL refuses to run as root.
as_user=()
data="$(mktemp -d)"
if [ "$(id -u)" -eq 0 ]; then
  id nobody >/dev/null && chown nobody "$data"
  as_user=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
stop() {
  "${as_user[@]}" pg_ctl --pgdata="$data/data" --mode=immediate stop >/dev/null 2>&1 || true
  rm -rf "$data"
}
trap stop EXIT

say "starting $(postgres --version)"
password="$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')"
echo "$password" >"$data/administrator"
chmod a+r "$data/administrator"
port=$((20000 + RANDOM % 12000))
(cd "$data" && "${as_user[@]}" initdb --pgdata=data --username=postgres --pwfile=administrator --auth=scram-sha-256 --no-sync &&
  "${as_user[@]}" pg_ctl --pgdata=data --wait --log=log \
    --options="-p $port -k '' -c listen_addresses=127.0.0.1 -c fsync=off" start) >"$work/postgres.log" 2>&1 ||
  fail "PostgreSQL does not start"

export DATABASE_URL="postgresql://postgres@127.0.0.1:$port/coprocessor"
export RESTORED_URL="postgresql://postgres@127.0.0.1:$port/restored"
export MAINTENANCE_URL="postgresql://postgres@127.0.0.1:$port/postgres"
export DATABASE_PASSWORD_FILE="$work/administrator.password" PGPASSFILE="$work/pgpass"
(umask 077 && echo "$password" >"$DATABASE_PASSWORD_FILE" && echo "*:*:*:*:$password" >"$PGPASSFILE")

# The commands are run in a folder where the checkout's program is, with the files that they name.
ln -s "$root/coprocessor" "$work/coprocessor"
cd "$work"
for account in server worker operator; do
  (umask 077 && head -c 24 /dev/urandom | base64 >"$account.password")
done

say "filling a database"
{
  ./coprocessor migrate
  ./coprocessor database-roles --account operator=operator.password
  ./coprocessor keygen --output keys --crs-bits 0
  DATABASE_URL="postgresql://fhevm_operator@127.0.0.1:$port/coprocessor" DATABASE_PASSWORD_FILE=operator.password \
    ./coprocessor tenant add --keys keys --api-key-file api-key --chain-id 12345 \
    --acl-contract-address 0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2 \
    --verifying-contract-address 0x69dE3158643e738a0724418b21a35FAA20CBb1c5
} >set-up.log 2>&1 || fail "the database cannot be filled: $(tail -n 1 set-up.log)"
psql --quiet --no-psqlrc --dbname="$DATABASE_URL" >>set-up.log 2>&1 <<'SQL' || fail "rows cannot be inserted"
insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
select 1, sha256(n::text::bytea), sha512(n::text::bytea), 0, 4 from generate_series(1, 1000) n;
insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
select 1, sha256((n + 1000)::text::bytea), 4, array[sha256(n::text::bytea), sha256((n + 1)::text::bytea)], 0, false
from generate_series(1, 500) n;
SQL

# The fenced blocks of a section of the page.
commands_of() { # heading
  awk -v heading="## $1" '/^## / { inside = ($0 == heading) } /^```/ { block = !block; next } inside && block' "$root/docs/backup.md"
}
for section in Dump Restore; do
  say "$section, as the page says"
  commands="$(commands_of "$section")"
  [ -n "$commands" ] || fail "the page has no commands for $section"
  bash -euo pipefail -c "$commands" >"$section.log" 2>&1 || fail "$section fails: $(tail -n 1 "$section.log")"
done
grep -q 'TABLE DATA public computations' coprocessor.contents || fail "the dump lacks computations"
grep -q 'is up to date' Restore.log || fail "the restored database is migrated"

compare() { # query
  local query="$1" url
  for url in "$DATABASE_URL" "$RESTORED_URL"; do
    psql --no-psqlrc --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$url" --command="$query"
  done | sort | uniq -c | awk '$1 == 2 { same = 1 } $1 != 2 { differ = 1 } END { exit differ || !same }' || fail "the databases differ: $query"
}
for table in ciphertexts computations api_keys flyway_schema_history; do
  compare "select '$table', count(*), md5(string_agg(t::text, ' ' order by t::text)) from $table t"
done
compare "select tenant_id, tenant_api_key, chain_id, md5(sks_key), md5(pks_key), keys_revision from tenants"
compare "select 'next', nextval('computations_submission_seq')"
compare "select 'rights', count(*), md5(string_agg(g::text, ' ' order by g::text)) from (select table_name, grantee, privilege_type
  from information_schema.role_table_grants where grantee like 'coprocessor%') g"
say "the restored database is the same"

# The commands of docs/deployment.md for a database whose password nobody knows.
lost="$(awk "/--entrypoint sh db -c '\$/ { inside = 1; next } inside { print } inside && /'\$/ { exit }" "$root/docs/deployment.md")"
[ -n "$lost" ] || fail "deployment.md has no command for a lost password"
lost="${lost%\'}"
lost="${lost//\/secrets\/admin\/password/$data/administrator}"
lost="${lost//\/var\/lib\/postgresql\/data/$data/data}"
say "the administrator's password is lost"
new_password="$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')"
echo "$new_password" >"$data/administrator"
"${as_user[@]}" pg_ctl --pgdata="$data/data" --wait stop >>postgres.log 2>&1 || fail "PostgreSQL does not stop"
(cd "$data" && "${as_user[@]}" sh -c "$lost") >lost.log 2>&1 || fail "the password cannot be set"
(cd "$data" && "${as_user[@]}" pg_ctl --pgdata=data --wait --log=log \
  --options="-p $port -k '' -c listen_addresses=127.0.0.1 -c fsync=off" start) >>postgres.log 2>&1 || fail "PostgreSQL does not start"
! psql --no-psqlrc --dbname="$DATABASE_URL" --command="select 1" >>lost.log 2>&1 || fail "the old password is still the one"
echo "*:*:*:*:$new_password" >"$PGPASSFILE"
psql --no-psqlrc --dbname="$DATABASE_URL" --command="select count(*) from ciphertexts" >>lost.log 2>&1 || fail "the new password is not taken"
! grep -qF "$new_password" lost.log postgres.log "$data/log" || fail "a log shows the password"
say "the administrator has the new password"

#!/usr/bin/env bash
# Builds the images of server, worker and migration with buildah, and runs their programs in their file systems. Registries
# are not needed: the base images are made of Debian's packages, and the JDK and Maven of this machine are lent to the
# build. Needs Linux, root and buildah; installs it where it can, and says why it does nothing where it cannot.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
. "$root/find-jdk.sh"
work="$here/target/images"

say() { printf 'images: %3d s: %s\n' "$SECONDS" "$1"; }
fail() {
  echo "images: FAILED: $1; see the logs in $work" >&2
  exit 1
}
skip() {
  echo "images: skipped: $1"
  exit 0
}

[ "$(id -u)" -eq 0 ] || skip "only root can build them without a container engine"
for program in buildah mmdebstrap; do
  command -v "$program" >/dev/null || {
    command -v apt-get >/dev/null || skip "there is no $program"
    { apt-get -q update && apt-get -q install -y --no-install-recommends "$program"; } >/dev/null 2>&1 ||
      skip "$program cannot be installed"
  }
done
command -v mvn >/dev/null || skip "there is no Maven"
rm -rf "$work"
mkdir -p "$work"

storage="$(mktemp -d)"
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
buildah() { command buildah --root "$storage/root" --runroot "$storage/run" "$@"; }
# All that is mounted below the storage, the innermost first: file systems of containers, and /proc in them.
clean() {
  cut -d ' ' -f 2 /proc/mounts | grep "^$storage/" | sort -r | while read -r mounted; do umount "$mounted" || true; done
  rm -rf "$storage"
}
trap clean EXIT

say "making a Debian"
mmdebstrap --variant=minbase --quiet bookworm "$storage/debian.tar" >"$work/debian.log" 2>&1 ||
  skip "Debian's packages cannot be fetched: $(tail -n 1 "$work/debian.log")"
base="$(buildah from scratch)"
maven="$(dirname "$(dirname "$(readlink -f "$(command -v mvn)")")")"
{
  buildah add "$base" "$storage/debian.tar" /
  buildah commit "$base" localhost/runtime
  buildah config --env JAVA_HOME="$JAVA_HOME" --env PATH="$maven/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$base"
  buildah commit "$base" localhost/build
} >"$work/base.log" 2>&1 || fail "the base images cannot be made"
rm "$storage/debian.tar"

# Both have links to files in other folders.
lent=(--volume "$JAVA_HOME:$JAVA_HOME:ro" --volume "$maven:$maven:ro")
while read -r folder; do
  lent+=(--volume "$folder:$folder:ro")
done < <(find "$JAVA_HOME" "$maven" -type l -exec readlink -f {} + |
  while read -r file; do [ -d "$file" ] && echo "$file" || dirname "$file"; done |
  grep -v -e "^$JAVA_HOME" -e "^$maven" | sort -u)
mkdir -p "$HOME/.m2"
lent+=(--volume "$HOME/.m2:/root/.m2")

for target in build server worker migration; do
  say "building the image $target"
  # The base image has the name localhost/build.
  buildah build --pull-never --layers --file "$here/Dockerfile" --target "$target" \
    --tag "localhost/${target/build/build-stage}" \
    --build-arg BUILD_IMAGE=localhost/build --build-arg RUNTIME_IMAGE=localhost/runtime --build-arg CLASSES=none \
    --build-arg REVISION="$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)" "${lent[@]}" "$root" \
    >"$work/$target.log" 2>&1 || fail "the image $target cannot be built: $(tail -n 1 "$work/$target.log")"
done

# Secrets of the checkout are in no layer of the build. Where the demo has run, the checkout has some.
container="$(buildah from --pull-never localhost/build-stage)"
files="$(buildah mount "$container")"
[ -e "$files/src/docker/assemble" ] || fail "the build has no checkout"
secret="$(cd "$files/src" && find . \( -path '*/src/test' -o -path '*/target/test-classes' \) -prune \
  -o -name .coprocessor -print -o -type f \( -name '*.key' -o -name api-key -o -name cks \) -print | head -n 1)"
[ -z "$secret" ] ||
  fail "the build has a secret of the checkout, $secret"

# Runs a program in the file system of an image, as its user, without rights.
inside() { # file system, program
  chroot --userspec=10001:10001 "$1" "${@:2}"
}
for target in server worker migration; do
  container="$(buildah from --pull-never "localhost/$target")"
    files="$(buildah mount "$container")"
  [ "$(buildah inspect --format '{{.OCIv1.Config.User}}' "$container")" = 10001:10001 ] || fail "$target runs as another user"
  mkdir -p "$files/proc"
  mount -t proc proc "$files/proc"

  if [ "$target" = migration ]; then
    inside "$files" /usr/local/bin/coprocessor-cli --version >"$work/$target.version" 2>&1 || fail "$target does not start"
  else
    [ -z "$(find "$files/bin" "$files/usr/bin" "$files/usr/local/bin" "$files/sbin" "$files/usr/sbin" 2>/dev/null)" ] ||
      fail "$target has programs besides Java"
    inside "$files" /opt/coprocessor/runtime/bin/java "@/opt/coprocessor/$target.args" --version >"$work/$target.version" 2>&1 ||
      fail "$target does not start: $(tail -n 1 "$work/$target.version")"
    # Nothing listens there.
    ! inside "$files" /opt/coprocessor/runtime/bin/java @/opt/coprocessor/healthcheck.args 1 /livez 2>"$work/healthcheck.log" ||
      fail "the health check of $target succeeds"
    grep -q 'port 1 does not answer' "$work/healthcheck.log" || fail "the health check of $target does not run"
  fi
  grep -q '^coprocessor ' "$work/$target.version" || fail "$target has no version"
  umount "$files/proc"
  say "$target: $(du -sm --exclude="$files/proc" "$files" | cut -f1) MB, $(find "$files" -xdev -type f | wc -l) files"
done
say "done"

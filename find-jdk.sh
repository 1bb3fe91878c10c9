# Sourced by the launcher: sets JAVA_HOME to the first JDK 25 or newer among JAVA_HOME, JDK25_HOME, /usr/lib/jvm/* and
# the java on the PATH; leaves with 2 and says what to install where there is none.

jdk_feature_version() { # path of a JDK -> its feature version, or 0
  [ -x "$1/bin/javac" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | grep . || echo 0
}

find_jdk() {
  local candidate on_path
  on_path="$(command -v java || true)"
  [ -z "$on_path" ] || on_path="$(dirname "$(dirname "$(readlink -f "$on_path")")")"
  for candidate in "${JAVA_HOME:-}" "${JDK25_HOME:-}" /usr/lib/jvm/* "$on_path"; do
    [ -n "$candidate" ] || continue
    if [ "$(jdk_feature_version "$candidate")" -ge 25 ]; then
      export JAVA_HOME="$candidate"
      return 0
    fi
  done
  echo "coprocessor: no JDK 25 or newer found. Install one (for example the package temurin-25-jdk or openjdk-25-jdk)" \
    "or point JAVA_HOME at it." >&2
  exit 2
}

find_jdk

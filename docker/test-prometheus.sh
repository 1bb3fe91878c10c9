#!/usr/bin/env bash
# Checks the rules for Prometheus with promtool, and runs a real Prometheus with them against a server and a worker: every
# panel of the dashboards shows data, and alerts fire and resolve. That ends after four minutes at most.
#
# Prometheus is the one on the PATH, or Debian's package, which is unpacked and not installed. Where neither can be had,
# nothing is checked, and the reason is printed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$here/target/prometheus"
rm -rf "$work"
mkdir -p "$work"

skip() {
  echo "prometheus: skipped: $1"
  exit 0
}

# Debian's package would start a service when it is installed.
unpack() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || skip "there is no prometheus on the PATH"
  (
    cd "$work"
    timeout 60 apt-get -q download prometheus || { timeout 60 apt-get -q update && timeout 60 apt-get -q download prometheus; }
    dpkg-deb --extract prometheus_*.deb package
  ) >"$work/download.log" 2>&1 || skip "Debian's package cannot be had: $(tail -n 1 "$work/download.log")"
  PATH="$work/package/usr/bin:$PATH"
}
{ command -v prometheus && command -v promtool; } >/dev/null || unpack
COPROCESSOR_PROMETHEUS="$(command -v prometheus)"
export COPROCESSOR_PROMETHEUS

cd "$here/prometheus"
promtool check config prometheus.yml
promtool test rules rules-test.yaml
timeout 600 "$here/../coprocessor" test -pl coprocessor-cli -am -Dtest=PrometheusTest -Dtests.included=prometheus \
  -Dtests.excluded= -Dsurefire.failIfNoSpecifiedTests=false

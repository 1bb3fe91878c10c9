#!/usr/bin/env bash
# Checks the compose file, the systemd units and the Helm chart with the tools that read them: the library of docker
# compose, systemd-analyze, helm, and the schemas of Kubernetes. A tool that cannot be had is left out, with the reason.
# Needs no cluster and no container engine.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$here/target/manifests"
rm -rf "$work"
mkdir -p "$work"

say() { printf 'manifests: %3d s: %s\n' "$SECONDS" "$1"; }
fail() {
  echo "manifests: FAILED: $1" >&2
  exit 1
}

# systemd: the units with programs that exist. Exposure is counted from 0 to 100; the usual service has 96.
check_units() {
  command -v systemd-analyze >/dev/null || { say "there is no systemd-analyze: the units are left out"; return; }
  mkdir -p "$work/bin" "$work/units"
  local unit
  for program in coprocessor-cli coprocessor-server coprocessor-worker; do
    ln -s /bin/true "$work/bin/$program"
  done
  for unit in "$here"/systemd/*.service; do
    sed "s|/opt/coprocessor/bin|$work/bin|" "$unit" >"$work/units/$(basename "$unit" | sed 's/@/@9101/')"
  done
  systemd-analyze verify --man=no "$work"/units/*.service >"$work/verify.log" 2>&1 ||
    fail "systemd-analyze verify: $(head -n 3 "$work/verify.log")"
  # Other units of the machine may be faulty.
  ! grep -E '^[^ ]*coprocessor' "$work/verify.log" || fail "the units have faults"
  for unit in "$work"/units/*.service; do
    systemd-analyze security --offline=true --threshold=20 --no-pager "$unit" >"$work/security.log" 2>&1 ||
      fail "$(basename "$unit"): $(tail -n 1 "$work/security.log")"
    say "$(basename "$unit"): $(tail -n 1 "$work/security.log" | sed 's/^[^ ]* //')"
  done
}

# As docker compose reads it, with each profile.
check_compose() {
  command -v go >/dev/null || { say "there is no go on the PATH: the compose file is left out"; return; }
  (cd "$here/compose-check" && GOTOOLCHAIN=local timeout 600 go build -o "$work/compose-check" .) >"$work/compose.log" 2>&1 ||
    { say "the library of compose cannot be built: $(tail -n 1 "$work/compose.log")"; return; }
  local profiles
  for profiles in "split trial" single "split monitoring test commands trial"; do
    # shellcheck disable=SC2086 # profiles are separated by blanks
    "$work/compose-check" "$here/compose.yaml" $profiles >"$work/compose.log" 2>&1 ||
      fail "the compose file with $profiles: $(tail -n 1 "$work/compose.log")"
    ! grep -v 'read_only=true' "$work/compose.log" || fail "a service can write to its file system"
    say "compose takes $profiles: $(wc -l <"$work/compose.log") services"
  done
  grep -q '^worker replicas=2 ' "$work/compose.log" || fail "there are not two workers"
}

helm_version=v3.22.0
find_helm() {
  export PATH="$PATH:$here/target/go/bin"
  command -v helm >/dev/null && return
  command -v go >/dev/null || { say "there is neither helm nor go on the PATH: the chart is left out"; return 1; }
  say "building helm $helm_version"
  GOBIN="$here/target/go/bin" timeout 1200 go install "helm.sh/helm/v3/cmd/helm@$helm_version" >"$work/helm.log" 2>&1 ||
    { say "helm cannot be built: $(tail -n 1 "$work/helm.log")"; return 1; }
}

# Installs the schemas of several versions of Kubernetes.
validator_version=1.37.0
find_validator() {
  validator="$here/target/python/bin/kubernetes-validate"
  [ ! -x "$validator" ] || return 0
  command -v python3 >/dev/null || { say "there is no python3: manifests are not compared with schemas"; return 1; }
  { python3 -m venv "$here/target/python" &&
    "$here/target/python/bin/pip" --quiet install "kubernetes-validate==$validator_version"; } >"$work/pip.log" 2>&1 ||
    { say "kubernetes-validate cannot be installed: $(tail -n 1 "$work/pip.log")"; return 1; }
}

# The chart with the values of installations of several kinds.
declare -A values=(
  [defaults]=""
  [plain]="--set networkPolicy.enabled=false,podDisruptionBudget.enabled=false,migration.accounts=false"
  [cpu]="--set server.autoscaling.enabled=true,worker.autoscaling.mode=cpu"
  [queue]="--set worker.autoscaling.mode=queue,tools.enabled=true,server.tlsSecret=tls"
  [observed]="--set serviceMonitor.enabled=true,prometheusRule.enabled=true"
  [rest]="--set images.repository=registry.example.org/fhevm,images.tag=@sha256:0123,worker.fheThreads=8,server.javaOptions=-Xmx2g,migration.enabled=false"
)
refused=(
  "--set database.host="
  "--set worker.autoscaling.mode=other"
  "--set wroker.replicas=3"
  "--set database.parameters=password=sesame"
  "--set server.arguments={run}"
)

check_chart() {
  local chart="$here/helm/coprocessor" name base=(--set database.host=db.example.org)
  for name in "${!values[@]}"; do
    # shellcheck disable=SC2086 # flags are separated by blanks
    helm lint --strict --quiet "$chart" "${base[@]}" ${values[$name]} >"$work/lint.log" 2>&1 ||
      fail "helm lint with $name: $(cat "$work/lint.log")"
    # shellcheck disable=SC2086
    helm template trial "$chart" --kube-version 1.33.0 --namespace fhevm "${base[@]}" ${values[$name]} >"$work/$name.yaml" \
      2>"$work/template.log" || fail "helm template with $name: $(cat "$work/template.log")"
  done
  for name in "${refused[@]}"; do
    # shellcheck disable=SC2086
    ! helm template trial "$chart" "${base[@]}" $name >"$work/refused.log" 2>&1 || fail "the chart takes $name"
  done
  check_rules
  say "helm takes the chart in ${#values[@]} ways, and refuses ${#refused[@]} mistakes"
}

# The PrometheusRule has each rule of docker/prometheus once, and is there only if it is asked for.
check_rules() {
  ! grep -q '^kind: PrometheusRule$' "$work/defaults.yaml" || fail "the chart installs rules unasked"
  grep -hoE '(record|alert): \S+' "$here"/prometheus/{recording,alerts}.yaml | sort >"$work/rules.expected"
  awk '/^---$/ { in_rules = 0 } /^kind: PrometheusRule$/ { in_rules = 1 } in_rules' "$work/observed.yaml" |
    grep -oE '(record|alert): \S+' | sort >"$work/rules.found"
  cmp -s "$work/rules.expected" "$work/rules.found" ||
    fail "rules of the chart: $(diff "$work/rules.expected" "$work/rules.found" | tr '\n' ' ')"
}

# Kinds of KEDA and of the Prometheus Operator are none of Kubernetes.
check_schemas() {
  local version file
  for file in "$work"/{defaults,plain,cpu,queue,observed,rest}.yaml; do
    awk 'BEGIN { RS = "---\n"; ORS = "---\n" } !/\napiVersion: (keda\.sh|monitoring\.coreos\.com)/ && !/^apiVersion: (keda\.sh|monitoring\.coreos\.com)/' \
      "$file" >"$file.core"
    for version in 1.30 1.33 1.37; do
      "$validator" --kubernetes-version "$version" --strict "$file.core" >"$work/schema.log" 2>&1 ||
        fail "$(basename "$file") with Kubernetes $version: $(cat "$work/schema.log")"
    done
  done
  say "the manifests fit the schemas of Kubernetes 1.30, 1.33 and 1.37"
}

check_compose
check_units
if find_helm; then
  check_chart
  ! find_validator || check_schemas
fi
say "done"

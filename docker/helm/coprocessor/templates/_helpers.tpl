{{- define "coprocessor.name" -}}
{{- if contains "coprocessor" .Release.Name -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-coprocessor" .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* Labels that never change: dict "root" $ "part" "server" */}}
{{- define "coprocessor.selector" -}}
app.kubernetes.io/name: coprocessor
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "coprocessor.labels" -}}
{{ include "coprocessor.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "coprocessor.image" -}}
{{- $images := .root.Values.images -}}
{{- $tag := default .root.Chart.AppVersion $images.tag -}}
{{- if $images.repository }}{{ trimSuffix "/" $images.repository }}/{{ end }}coprocessor-{{ .part }}{{ if hasPrefix "@" $tag }}{{ $tag }}{{ else }}:{{ $tag }}{{ end }}
{{- end }}

{{/* The database for an account: dict "root" $ "user" "fhevm_server" "file" "password" */}}
{{- define "coprocessor.databaseEnvironment" -}}
{{- $database := .root.Values.database -}}
- name: DATABASE_URL
  value: {{ printf "postgresql://%s@%s:%d/%s%s" .user (required "database.host is required" $database.host) (int $database.port) $database.name (empty $database.parameters | ternary "" (printf "?%s" $database.parameters)) | quote }}
- name: DATABASE_PASSWORD_FILE
  value: /run/secrets/coprocessor/{{ .file }}
{{- end }}

{{- define "coprocessor.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "coprocessor.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* A liveness probe fails only for what a restart mends; readiness also while the database is away. */}}
{{- define "coprocessor.probes" -}}
startupProbe:
  httpGet: {path: /livez, port: metrics}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /livez, port: metrics}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /readyz, port: metrics}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* Where pods may lie: dict "root" $ "part" "server" "values" .Values.server */}}
{{- define "coprocessor.placement" -}}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "coprocessor.selector" . | nindent 8 }}
{{- end }}

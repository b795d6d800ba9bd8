{{- define "nimops.labels" -}}
app.kubernetes.io/name: {{ .Values.name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "nimops.selector" -}}
app.kubernetes.io/name: {{ .Values.name | quote }}
{{- end }}

{{/* Takes the ServiceAccount wherever the binding is. */}}
{{- define "nimops.subjects" -}}
- kind: ServiceAccount
  name: {{ .Values.name | quote }}
  namespace: {{ .Release.Namespace | quote }}
{{- end }}

{{- define "nimops.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* What is watched to tell causes: in each target namespace, or everywhere with clusterWatches. */}}
{{- define "nimops.causesWatches" -}}
- apiGroups: [""]
  resources: [pods, persistentvolumeclaims]
  verbs: [list, watch]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [list, watch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [list, watch]
{{- end }}

{{- define "nimops.repositoryRules" -}}
# Patch is for its finalizer.
- apiGroups: [nimops.dev]
  resources: [nimrepositories]
  verbs: [list, watch, patch]
- apiGroups: [nimops.dev]
  resources: [nimrepositories/status]
  verbs: [patch]
{{- end }}

{{- define "nimops.tellingRules" -}}
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- with .Values.secretNames }}
# By name; never list or watch.
- apiGroups: [""]
  resources: [secrets]
  resourceNames: {{- toYaml . | nindent 4 }}
  verbs: [get]
{{- end }}
{{- end }}

{{/* Not where another release has it, or somebody without Helm: then it is theirs to upgrade. */}}
{{- define "nimops.ownsCrd" -}}
{{- $there := lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "nimrepositories.nimops.dev" -}}
{{- $owner := dig "metadata" "annotations" dict $there -}}
{{- $isOurs := and (eq (get $owner "meta.helm.sh/release-name") .Release.Name) (eq (get $owner "meta.helm.sh/release-namespace") .Release.Namespace) -}}
{{- if and .Values.crds.install (or (not $there) $isOurs) }}yes{{ end -}}
{{- end }}

{{- define "mot-cua.labels" -}}
app.kubernetes.io/name: mot-cua
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mot-cua.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "mot-cua.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "mot-cua.environment" -}}
- configMapRef: {name: {{ .Release.Name }}-settings}
- secretRef: {name: {{ .Values.secret }}}
{{- end }}

{{- define "mot-cua.mounts" -}}
- {name: data, mountPath: /var/lib/motcua}
- {name: scratch, mountPath: /tmp}
{{- if .Values.files.claim }}
- {name: files, mountPath: /srv/motcua/files}
{{- end }}
{{- if .Values.signingSecret }}
- {name: keys, mountPath: /srv/motcua/keys, readOnly: true}
{{- end }}
{{- end }}

{{- define "mot-cua.volumes" -}}
# Indexes and static files: each node makes its own.
- {name: data, emptyDir: {}}
- {name: scratch, emptyDir: {}}
{{- if .Values.files.claim }}
- name: files
  persistentVolumeClaim: {claimName: {{ .Values.files.claim }}}
{{- end }}
{{- if .Values.signingSecret }}
- name: keys
  secret: {secretName: {{ .Values.signingSecret }}, defaultMode: 0440}
{{- end }}
{{- end }}

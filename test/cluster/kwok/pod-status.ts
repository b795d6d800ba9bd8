/** Status of pods as templates of KWOK stages: what a kubelet writes for all containers of a pod at once. */
export function running(ready: boolean): string {
  return pod({
    phase: "Running",
    ready,
    state: "running: {startedAt: {{ $now | Quote }}}",
    restarts: 0,
    address: true,
  });
}

export function waiting(reason: string, message: string): string {
  return pod({
    phase: "Pending",
    ready: false,
    state: `waiting: {reason: ${reason}, message: "${message}"}`,
    restarts: 0,
  });
}

export function crashing(reason: string, code: number): string {
  return pod({
    phase: "Running",
    ready: false,
    state: 'waiting: {reason: CrashLoopBackOff, message: "back-off 5m0s restarting failed container"}',
    last: `terminated: {exitCode: ${code}, reason: ${reason}, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}`,
    restarts: 6,
    address: true,
  });
}

export function initCrashing(): string {
  return pod({
    phase: "Pending",
    ready: false,
    state: "waiting: {reason: PodInitializing}",
    restarts: 0,
    initCrashes: true,
  });
}

export function ended(phase: "Succeeded" | "Failed", reason: string, code: number): string {
  return pod({
    phase,
    ready: false,
    state: `terminated: {exitCode: ${code}, reason: ${reason}, startedAt: {{ or $.status.startTime $now | Quote }}, finishedAt: {{ $now | Quote }}}`,
    restarts: 0,
  });
}

function pod({
  phase,
  ready,
  state,
  restarts,
  last,
  initCrashes = false,
  address = false,
}: {
  phase: string;
  ready: boolean;
  state: string;
  restarts: number;
  last?: string;
  initCrashes?: boolean;
  address?: boolean;
}): string {
  const status = ready ? '"True"' : '"False"';
  const container = "name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ .image | Quote }}";
  const init = initCrashes
    ? `ready: false, started: false, restartCount: 6, state: {waiting: {reason: CrashLoopBackOff, message: "back-off 5m0s restarting failed container"}}`
    : "ready: true, started: false, restartCount: 0, state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}";
  return `
{{ $now := Now }}
phase: ${phase}
startTime: {{ or .status.startTime $now | Quote }}
${address ? "podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}" : ""}
conditions:
- {type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }}}
- {type: Initialized, status: "${initCrashes ? "False" : "True"}", lastTransitionTime: {{ $now | Quote }}}
- {type: ContainersReady, status: ${status}, lastTransitionTime: {{ $now | Quote }}}
- {type: Ready, status: ${status}, lastTransitionTime: {{ $now | Quote }}}
{{ if .spec.initContainers }}
initContainerStatuses:
{{ range .spec.initContainers }}
- {${container}, ${init}}
{{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- {${container}, ready: ${ready}, started: ${ready}, restartCount: ${restarts}, state: {${state}}${last ? `, lastState: {${last}}` : ""}}
{{ end }}
`;
}

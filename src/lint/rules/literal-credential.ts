import { type Credential, credentialsIn } from "../../nim/credential.ts";
import { formatPath, isMap, type Path, type Value, valueAt } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** A credential in Git is everybody's. */
export const literalCredential = rule({
  id: "literal-credential",
  title: "a credential stands in the manifest",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "nimops",
  why: `What stands in a manifest is in Git's history, in the cluster's etcd in plain text, in \`kubectl
describe\` and in every copy of both. Whoever can read the repository can use the key. This goes for
environment variables (of init and sidecar containers too), arguments, proxy addresses with a password,
labels and annotations.

Revoke the credential, then put the new one into a Secret and refer to it: \`valueFrom.secretKeyRef\` in
\`env\`; \`authSecret\` for NGC_API_KEY and HF_TOKEN, which the operator sets itself. A proxy that wants a
password is better reached through one that does not, in the cluster. nimops never prints the value.`,
  source: "good practice; forms of the credentials as their issuers publish them",
  check(resource, report) {
    // The services of a pipeline are searched with it, disabled ones too.
    if (resource.pipeline) return;
    for (const { path, credential, isKey } of search(resource.written)) {
      const name = variableAt(resource.written, path);
      if (isKey) {
        report(path, `a key under ${formatPath(path.slice(0, -1))} holds ${credential.what}`, {
          help: helpFor(path),
          onKey: true,
        });
      } else if (name === undefined) {
        report(path, `${formatPath(path)} holds ${credential.what}`, { help: helpFor(path), onKey: true });
      } else {
        report([...path.slice(0, -1), "name"], `env ${name} holds ${credential.what} in plain text`, {
          help: operatorSets.has(name)
            ? `revoke it and remove the variable: the operator sets ${name} from the Secret in authSecret`
            : "revoke it, put the new one into a Secret, and write valueFrom.secretKeyRef in place of value",
        });
      }
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: HF_TOKEN
      value: hf_EXAMPLEexampleEXAMPLE0
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: HF_TOKEN
      valueFrom:
        secretKeyRef:
          name: hf-token
          key: HF_TOKEN
`,
  },
});

const operatorSets = new Set(["NGC_API_KEY"]);

interface Found {
  readonly path: Path;
  readonly credential: Credential;
  /** It is the name of the key at the path. */
  readonly isKey: boolean;
}

/** Every text and key below spec, labels and annotations that holds a credential, and names; the first one of each text. */
function search(manifest: Value): Found[] {
  const found: Found[] = [];
  const judge = (text: string, path: Path, isKey: boolean) => {
    const credential = credentialsIn(text)[0];
    if (credential) found.push({ path, credential, isKey });
  };
  const visit = (value: Value | undefined, path: Path): void => {
    if (typeof value === "string") {
      judge(value, path, false);
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, [...path, index]);
      });
    } else if (isMap(value)) {
      for (const [key, item] of Object.entries(value)) {
        judge(key, [...path, key], true);
        visit(item, [...path, key]);
      }
    }
  };
  for (const path of [
    at("metadata", "name"),
    at("metadata", "namespace"),
    at("metadata", "labels"),
    at("metadata", "annotations"),
    at("spec"),
  ]) {
    visit(valueAt(manifest, path), path);
  }
  return found;
}

/** The name of the environment variable whose value stands at the path. */
function variableAt(manifest: Value, path: Path): string | undefined {
  if (path.at(-1) !== "value" || path.at(-3) !== "env") return undefined;
  const name = valueAt(manifest, [...path.slice(0, -1), "name"]);
  return typeof name === "string" ? name : undefined;
}

function helpFor(path: Path): string {
  if (path.includes("proxy")) {
    return "change the password, and use a proxy address without one: a proxy has no field for a Secret";
  }
  if (path.includes("args") || path.includes("command")) {
    return "revoke it, set it in env with valueFrom.secretKeyRef, and write $(NAME) here";
  }
  return "revoke it, and keep the new one in a Secret";
}

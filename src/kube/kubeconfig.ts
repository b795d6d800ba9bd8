import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Cluster, Context, User } from "@kubernetes/client-node/dist/config_types.js";
import { parse, YAMLParseError } from "yaml";
import { closest } from "../nim/closest.ts";
import { isMap, valueAt } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import type { ConnectOptions, DirectServer } from "./cluster.ts";

/** Where to go and as whom, as a kubeconfig or the pod itself says. */
export interface Login {
  readonly cluster: Cluster;
  readonly user: User;
  readonly context: string | undefined;
  readonly namespace: string;
  /** The file that holds the bearer token, read anew as it rotates. */
  readonly tokenFile?: string;
}

/**
 * What the kubeconfig files say together, as kubectl merges them: of two entries of one name the first one counts.
 *
 * @throws UserError where there are no credentials, or they cannot be read or are not complete.
 */
export function readLogin(options: ConnectOptions): Login {
  if (options.direct !== undefined) return direct(options.direct, options);
  if (options.kubeconfigText !== undefined) {
    return selected([readOne("of the input", options.kubeconfigText, options.cwd ?? ".")], options);
  }
  const files = filesOf(options);
  const read = files
    .filter(({ required, file }) => required || existsSync(file))
    .map(({ file }) => readOne(file, readText(file, "the kubeconfig", largest), dirname(file)));
  if (read.length > 0) return selected(read, options);
  return inCluster(options) ?? bare(options) ?? noCredentials(files.map(({ file }) => file));
}

interface File {
  readonly file: string;
  readonly config: KubeConfig;
  /** By user; the client reads no `tokenFile`. */
  readonly tokenFiles: ReadonlyMap<string, string>;
}

function filesOf({ kubeconfig, env, cwd = "." }: ConnectOptions): { file: string; required: boolean }[] {
  if (kubeconfig !== undefined)
    return kubeconfig.map((file) => ({ file: resolve(cwd, file), required: true }));
  const listed = (env.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  // kubectl passes over files of KUBECONFIG that do not exist.
  if (listed.length > 0) return listed.map((file) => ({ file: resolve(cwd, file), required: false }));
  const home = env.HOME || env.USERPROFILE;
  return home ? [{ file: join(home, ".kube", "config"), required: false }] : [];
}

const largest = 8 * 1024 * 1024;

/** @param folder where relative names of certificates start. */
function readOne(file: string, text: string, folder: string): File {
  const document = parsed(text, file);
  const config = new KubeConfig();
  try {
    config.loadFromString(text);
    config.makePathsAbsolute(folder);
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    const missing = /^[a-z]+\[\d+\][.\w]* is missing$/.test(said)
      ? said
      : "it is not one that kubectl would take";
    throw new UserError(`the kubeconfig ${file} cannot be used: ${missing}`);
  }
  return { file, config, tokenFiles: tokenFilesOf(document, folder) };
}

/** Parsed before the client does it: what that throws shows lines of the file, with tokens in them. */
function parsed(text: string, file: string): unknown {
  try {
    const document = parse(text, { prettyErrors: false, maxAliasCount: 100 });
    if (isMap(document)) return document;
  } catch (error) {
    const what = error instanceof YAMLParseError ? error.code.toLowerCase().replaceAll("_", " ") : "not YAML";
    throw new UserError(`the kubeconfig ${file} cannot be read: ${what}`);
  }
  throw new UserError(`the kubeconfig ${file} is none: it holds no map`, {
    help: "is it the right file?",
  });
}

function tokenFilesOf(document: unknown, folder: string): Map<string, string> {
  const users = valueAt(document, ["users"]);
  const files = new Map<string, string>();
  for (const entry of Array.isArray(users) ? users : []) {
    const name = valueAt(entry, ["name"]);
    const file = valueAt(entry, ["user", "tokenFile"]);
    if (typeof name === "string" && typeof file === "string") files.set(name, resolve(folder, file));
  }
  return files;
}

function selected(files: readonly File[], options: ConnectOptions): Login {
  const where = files.map(({ file }) => file).join(", ");
  const contexts = files.flatMap(({ config }) => config.getContexts());
  const current =
    options.context ?? files.map(({ config }) => config.getCurrentContext()).find((name) => name);
  if (current === undefined) {
    throw new UserError(`the kubeconfig ${where} has no current-context`, { help: contextsHelp(contexts) });
  }
  const context = contexts.find(({ name }) => name === current);
  if (context === undefined) {
    throw new UserError(`the kubeconfig ${where} has no context ${JSON.stringify(current)}`, {
      help: contextsHelp(contexts, current),
    });
  }
  const cluster = files
    .flatMap(({ config }) => config.getClusters())
    .find(({ name }) => name === context.cluster);
  if (cluster === undefined) throw incomplete(where, current, `cluster ${JSON.stringify(context.cluster)}`);
  const home = files.find(({ config }) => config.getUsers().some(({ name }) => name === context.user));
  const user = home?.config.getUsers().find(({ name }) => name === context.user);
  if (user === undefined && options.token === undefined) {
    throw incomplete(where, current, `user ${JSON.stringify(context.user ?? "")}`);
  }
  const tokenFile = home?.tokenFiles.get(context.user);
  return {
    cluster,
    user: withProgram(user ?? { name: "token" }, dirname(home?.file ?? "")),
    context: current,
    namespace: context.namespace ?? "default",
    ...(tokenFile === undefined ? {} : { tokenFile }),
  };
}

function contextsHelp(contexts: readonly Context[], wanted = ""): string {
  const names = contexts.map(({ name }) => name);
  const near = closest(wanted, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 0
    ? "it has no contexts"
    : `choose one with --context: ${names.slice(0, 10).join(", ")}`;
}

function incomplete(where: string, context: string, what: string): UserError {
  return new UserError(
    `the kubeconfig ${where} has no ${what}, which its context ${JSON.stringify(context)} names`,
  );
}

/** A program that is named by a path is looked for beside the kubeconfig. */
function withProgram(user: User, folder: string): User {
  const command: unknown = user.exec?.command;
  if (typeof command !== "string" || !command.includes("/") || isAbsolute(command)) return user;
  return { ...user, exec: { ...user.exec, command: join(folder, command) } };
}

const account = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A pod's own service account. Source: k8s.io/client-go/rest InClusterConfig. */
function inCluster({ env, serviceAccount: folder = account }: ConnectOptions): Login | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const tokenFile = join(folder, "token");
  if (!host || !port || !existsSync(tokenFile)) return undefined;
  const namespace = existsSync(join(folder, "namespace"))
    ? readFileSync(join(folder, "namespace"), "utf8")
    : "";
  return {
    cluster: {
      name: "in-cluster",
      server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
      caFile: join(folder, "ca.crt"),
      skipTLSVerify: false,
    },
    user: { name: "service account" },
    context: undefined,
    namespace: namespace.trim() || "default",
    tokenFile,
  };
}

/** @throws UserError */
function direct({ server, certificateAuthority }: DirectServer, { token }: ConnectOptions): Login {
  if (token === undefined) throw new UserError(`there is no token for the API server ${server}`);
  if (certificateAuthority !== undefined && !isCertificates(certificateAuthority)) {
    throw new UserError("the certificate authority of the API server is no certificate", {
      help: "give it as PEM text, from BEGIN CERTIFICATE to END CERTIFICATE",
    });
  }
  const caData = certificateAuthority && Buffer.from(certificateAuthority).toString("base64");
  return {
    cluster: { name: "server", server, skipTLSVerify: false, ...(caData ? { caData } : {}) },
    user: { name: "token" },
    context: undefined,
    namespace: "default",
  };
}

function isCertificates(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

/** A server and a token, without any file. */
function bare({ server, token }: ConnectOptions): Login | undefined {
  if (server === undefined || token === undefined) return undefined;
  return {
    cluster: { name: "server", server, skipTLSVerify: false },
    user: { name: "token" },
    context: undefined,
    namespace: "default",
  };
}

function noCredentials(looked: readonly string[]): never {
  const where = looked.length === 0 ? "KUBECONFIG and HOME are not set" : `there is no ${looked.join(", ")}`;
  throw new UserError(`no credentials for a cluster: ${where}`, {
    help: "give the kubeconfig of the cluster, or set KUBECONFIG to it",
  });
}

/** @throws UserError where a file of the credentials cannot be read; its content is never told. */
export function readText(file: string, what: string, limit = 1024 * 1024): string {
  try {
    if (statSync(file).size > limit) throw new UserError(`${what} ${file} is larger than ${limit} bytes`);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    throw new UserError(`${what} ${file} ${why}`);
  }
}

import { node } from "../../test/cluster/nodes.ts";
import { GithubServer } from "../../test/support/github/github-server.ts";
import { HostedRepository } from "../../test/support/hosted-repository.ts";
import { PlayedCluster } from "../../test/support/played-cluster/played-cluster.ts";
import { ShippedReconciler } from "../../test/support/reconciler/shipped-reconciler.ts";
import { modelManifest, sizes } from "./manifests.ts";

/** Everything that the story needs, on this machine: a Git server, a GitHub, a cluster, and nimops as it is shipped. */
export interface Stage extends AsyncDisposable {
  readonly git: HostedRepository;
  readonly github: GithubServer;
  readonly cluster: PlayedCluster;
  readonly nimops: ShippedReconciler;
  /** Of the status page. */
  readonly page: string;
}

export const places = { home: "nimops", models: "models", repository: "acme/models" } as const;
export const clusterName = "demo";
export const token = `ghs_${"d".repeat(36)}`;

export async function setStage(): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const git = opened.use(await HostedRepository.start(places.repository));
  const grant = { login: "nimops", of: "installation", may: "write" } as const;
  const github = opened.use(
    await GithubServer.start({ repository: places.repository, tokens: { [token]: grant } }),
  );
  const cluster = opened.use(
    await PlayedCluster.start({
      pace: {
        caching: (job) => (job.startsWith("embed") ? 3_000 : 7_000),
        starting: 1_000,
        bytes: (claim) => (claim.startsWith("embed") ? sizes.embed : sizes.llama),
      },
      modelManifest,
      nodes: ["h100-1", "h100-2"].map((name) => node({ name })),
    }),
  );
  const secret = "a secret of the demo";
  const nimops = await ShippedReconciler.start({
    server: cluster.url,
    namespace: places.home,
    webhookSecret: secret,
    flags: ["--cluster-name", clusterName, "--causes", "--bytes", "--page-address", "127.0.0.1:0"],
  });
  opened.defer(async () => void (await nimops.stop()));
  git.hooks.push({ url: `http://127.0.0.1:${nimops.webhook}/hook`, secret });
  const kept = opened.move();
  const page = `http://127.0.0.1:${nimops.published}/`;
  return { git, github, cluster, nimops, page, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

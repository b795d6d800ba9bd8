/** The stand-in as a program: prints where it listens, and at the end of its input what it has seen. */
import { text } from "node:stream/consumers";
import { GithubServer } from "./github-server.ts";

const server = await GithubServer.start(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${server.apiUrl}\n`);
await text(process.stdin);
const { comments, statuses, deployments, asked, violations } = server;
process.stdout.write(JSON.stringify({ comments, statuses, deployments, asked, violations }));
process.exit();

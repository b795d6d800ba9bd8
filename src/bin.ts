#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Compiled code is kept between runs where Node can (22.8 and newer).
enableCompileCache?.();

// Loaded only now, so that its compiled code comes from the cache.
if (process.connected && process.env.NIMOPS_JUDGES) {
  void import("./commands/judging-process.ts").then(({ judgeForParent }) => judgeForParent());
} else void import("./run-process.ts").then(({ runProcess }) => runProcess(import.meta.filename));

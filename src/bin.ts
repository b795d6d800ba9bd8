#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Compiled code is kept between runs where Node can (22.8 and newer).
enableCompileCache?.();

// Loaded only now, so that its compiled code comes from the cache.
void import("./run-process.ts").then(({ runProcess }) => runProcess());

#!/usr/bin/env node
require("./cli-rolldown-runtime.js"),require("node:module").enableCompileCache?.(),Promise.resolve().then(()=>require("./main.js")).then(n=>n.t).then(({runProcess})=>runProcess());
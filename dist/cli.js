#!/usr/bin/env node
require("node:module").enableCompileCache?.(),Promise.resolve().then(()=>require("./main.js")).then(n=>n.t).then(({runProcess})=>runProcess());
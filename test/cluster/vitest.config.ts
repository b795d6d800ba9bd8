import { defineConfig } from "vitest/config";
import { suite } from "./suite.ts";

export default defineConfig(() =>
  suite({ include: ["test/cluster/**/*.test.ts"], exclude: ["test/cluster/long/**"] }),
);

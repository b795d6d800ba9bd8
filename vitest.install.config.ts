import { suite } from "./test/cluster/suite.ts";

/** The image, built without pulling anything and run with podman against a real control plane, with the rights of the chart. */
export default () => suite({ include: ["test/install/**/*.test.ts"], exclude: [] });

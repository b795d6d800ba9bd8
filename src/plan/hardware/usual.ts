/**
 * What is usually planned for a model of so many billions of parameters: a starting point, by no means a limit.
 * Source: NVIDIA article on private AI with NIM, planning table; a size between two rows is taken for the larger.
 */
export function usualRow(billions: number): string {
  const row = rows.find(({ upTo }) => billions <= upTo) ?? largest;
  return `${row.gpus}; ${row.cache} of cache`;
}

interface Row {
  /** Billions of parameters. */
  readonly upTo: number;
  readonly gpus: string;
  readonly cache: string;
}

/** Names round down: an 8B model may have 8.5 billion, a 70B one 72. */
const rows: readonly Row[] = [
  { upTo: 9, gpus: "one L40S 48 GB or one vGPU profile", cache: "about 50 GB" },
  { upTo: 35, gpus: "one H100 80 GB", cache: "80–120 GB" },
  { upTo: 99, gpus: "2–4 H100 with NVLink, tensor parallelism 2–4", cache: "about 150 GB" },
];

const largest: Row = {
  upTo: Number.POSITIVE_INFINITY,
  gpus: "8 H100 or H200 across nodes",
  cache: "400 GB and up",
};

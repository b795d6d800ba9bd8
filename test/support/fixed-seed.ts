import fc from "fast-check";

/** Properties take the cases of NIMOPS_SEED; without it, others at each run. */
const { NIMOPS_SEED } = process.env;
if (NIMOPS_SEED !== undefined) fc.configureGlobal({ seed: Number(NIMOPS_SEED) });

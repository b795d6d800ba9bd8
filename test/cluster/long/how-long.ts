/** `npm run test:long` does all that it can; NIMOPS_LONG=short is a sample of a few minutes, for every change. */
export const isShort = process.env.NIMOPS_LONG === "short";

/** A Role is needed in each of them. */
export const mostNamespaces = 100;
export const mostRegistries = 50;
/** Names on each list of what is published. */
export const mostPublished = 1_000;

/** A Role is needed in each of them. */
export const mostNamespaces = 100;
export const mostRegistries = 50;

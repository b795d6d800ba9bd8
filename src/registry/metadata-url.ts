/** The public NIM Metadata API. */
export const metadataUrl = "https://api.ngc.nvidia.com/v2";

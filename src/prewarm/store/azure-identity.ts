import { DefaultAzureCredential } from "@azure/identity";

/** Apart, because most who upload to Azure from a pipeline have a key or a signature, and this is heavy. */
export function azureCredential(): DefaultAzureCredential {
  return new DefaultAzureCredential();
}

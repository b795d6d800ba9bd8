/**
 * Makes a client of Amazon's SDK that does not warn of the version of Node. From Node 20 it says that its versions of 2027 want
 * a newer one: that is for those who choose the SDK's version, and they are not the ones who run nimops.
 *
 * The SDK reads this variable whenever a client is made, until it has once had cause to warn.
 */
export function withoutVersionWarning<Client>(make: () => Client): Client {
  const before = process.env[variable];
  process.env[variable] = "true";
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}

const variable = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

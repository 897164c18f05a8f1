package dev.firstword.api;

import dev.firstword.api.PendingAuthentication.Authenticated;
import dev.firstword.api.compatible.StoredCallOptions;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;

/**
 * A call of a provider-compatible API that is to be stored.
 *
 * @param digest the digest of the request body
 */
record StoredCall(
    Authenticated authenticated, DirectRequest request, StoredCallOptions options, String digest) {

  Caller caller() {
    return authenticated.principal().caller();
  }
}

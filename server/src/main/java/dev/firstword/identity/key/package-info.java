/**
 * API keys: issued once, stored as digests, revoked by id. Start reading at {@link
 * dev.firstword.identity.key.ApiKeyVerifier}.
 */
@NullMarked
package dev.firstword.identity.key;

import org.jspecify.annotations.NullMarked;

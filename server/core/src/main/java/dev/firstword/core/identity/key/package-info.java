/**
 * API keys: issued once, stored as digests, revoked by id. Start reading at {@link
 * dev.firstword.core.identity.key.ApiKeyVerifier}.
 */
@NullMarked
package dev.firstword.core.identity.key;

import org.jspecify.annotations.NullMarked;

/**
 * Tokens from external issuers (JWT): the trusted issuers, their keys and algorithms. Start reading
 * at {@link dev.firstword.core.identity.token.MultiIssuerVerifier}.
 */
@NullMarked
package dev.firstword.core.identity.token;

import org.jspecify.annotations.NullMarked;

/**
 * Authentication and rate limits. Without configured keys or tokens, every caller on the loopback
 * interface is the one local user, and the server binds to no other interface. Start reading at
 * {@link dev.firstword.core.identity.Authenticator}.
 */
@NullMarked
package dev.firstword.core.identity;

import org.jspecify.annotations.NullMarked;

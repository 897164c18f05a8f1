/**
 * Authentication and rate limits. Without configured keys or tokens, every caller on the loopback
 * interface is the one local user, and the server binds to no other interface. Start reading at
 * {@link dev.firstword.identity.Authenticator}.
 */
@NullMarked
package dev.firstword.identity;

import org.jspecify.annotations.NullMarked;

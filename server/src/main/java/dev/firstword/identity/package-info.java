/**
 * Who is asking, and how much they may. Without keys or tokens configured everybody on the loopback
 * interface is the one local user, and the server binds nowhere else. Start reading at {@link
 * dev.firstword.identity.Authenticator}.
 */
@NullMarked
package dev.firstword.identity;

import org.jspecify.annotations.NullMarked;

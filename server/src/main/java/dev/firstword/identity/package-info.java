/**
 * Who is asking. Without keys configured everybody on the loopback interface is the one local user,
 * and the server binds nowhere else. Start reading at {@link dev.firstword.identity.Authenticator}.
 */
@NullMarked
package dev.firstword.identity;

import org.jspecify.annotations.NullMarked;

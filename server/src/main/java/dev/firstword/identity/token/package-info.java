/**
 * Tokens that somebody else issued (JWT): which issuers are trusted, with which keys and
 * algorithms. Start reading at {@link dev.firstword.identity.token.Tokens}.
 */
@NullMarked
package dev.firstword.identity.token;

import org.jspecify.annotations.NullMarked;

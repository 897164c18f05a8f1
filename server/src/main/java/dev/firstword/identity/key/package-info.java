/**
 * API keys: made once, kept as digests, revoked by their ids. Start reading at {@link
 * dev.firstword.identity.key.ApiKeys}.
 */
@NullMarked
package dev.firstword.identity.key;

import org.jspecify.annotations.NullMarked;

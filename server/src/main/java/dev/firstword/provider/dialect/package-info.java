/**
 * What the wire protocols of providers have in common: {@link
 * dev.firstword.provider.dialect.WireDialect} writes requests and opens translators, which turn the
 * bytes of a response into news for a listener and know nothing of connections.
 */
@NullMarked
package dev.firstword.provider.dialect;

import org.jspecify.annotations.NullMarked;

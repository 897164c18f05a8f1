/**
 * The common parts of provider wire protocols. {@link dev.firstword.provider.dialect.WireDialect}
 * writes requests and creates translators, which turn response bytes into listener events
 * independently of connections.
 */
@NullMarked
package dev.firstword.provider.dialect;

import org.jspecify.annotations.NullMarked;

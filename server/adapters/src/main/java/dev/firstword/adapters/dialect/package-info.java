/**
 * The common parts of provider wire protocols. {@link dev.firstword.adapters.dialect.WireDialect}
 * writes requests and creates translators, which turn response bytes into listener events
 * independently of connections.
 */
@NullMarked
package dev.firstword.adapters.dialect;

import org.jspecify.annotations.NullMarked;

/**
 * The Java client of Firstword, for Java 17 and later. Start with {@link
 * dev.firstword.client.FirstwordClient}.
 */
@NullMarked
package dev.firstword.client;

import org.jspecify.annotations.NullMarked;

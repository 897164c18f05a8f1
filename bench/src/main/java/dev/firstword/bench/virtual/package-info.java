/**
 * A time that passes at once, for questions to the product's own rules that would take hours
 * otherwise. Start reading at {@link dev.firstword.bench.virtual.VirtualLoop}.
 */
@NullMarked
package dev.firstword.bench.virtual;

import org.jspecify.annotations.NullMarked;

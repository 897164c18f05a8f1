/** Model providers over HTTP. */
@NullMarked
package dev.firstword.adapters.provider;

import org.jspecify.annotations.NullMarked;

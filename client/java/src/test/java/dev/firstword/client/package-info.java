/** Unit tests of the client. */
@NullMarked
package dev.firstword.client;

import org.jspecify.annotations.NullMarked;

/** The wire formats of the providers' own APIs, as Firstword serves them to unmodified clients. */
@NullMarked
package dev.firstword.api.compatible;

import org.jspecify.annotations.NullMarked;

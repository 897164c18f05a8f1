/** Checks credentials, whichever kind they are. */
@NullMarked
package dev.firstword.core.identity.authentication;

import org.jspecify.annotations.NullMarked;

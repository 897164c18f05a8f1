/** Authenticates credentials of every kind. */
@NullMarked
package dev.firstword.core.identity.authentication;

import org.jspecify.annotations.NullMarked;

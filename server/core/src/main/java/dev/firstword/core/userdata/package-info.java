/**
 * All data of one user: its export and its erasure. Start reading at {@link
 * dev.firstword.core.userdata.UserErasure}.
 */
@NullMarked
package dev.firstword.core.userdata;

import org.jspecify.annotations.NullMarked;

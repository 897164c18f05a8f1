/** Spring AI against a real server. */
@NullMarked
package dev.firstword.system.springai;

import org.jspecify.annotations.NullMarked;

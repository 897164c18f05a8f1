/** Model calls for clients of provider-compatible APIs: relayed and measured, but not stored. */
@NullMarked
package dev.firstword.core.direct;

import org.jspecify.annotations.NullMarked;

/**
 * Where requests may be answered. Start reading at {@link dev.firstword.core.region.RegionPolicy}.
 */
@NullMarked
package dev.firstword.core.region;

import org.jspecify.annotations.NullMarked;

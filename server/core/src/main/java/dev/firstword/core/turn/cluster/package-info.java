/** Turns of other nodes: leases, recovery, following and cancelling remotely. */
@NullMarked
package dev.firstword.core.turn.cluster;

import org.jspecify.annotations.NullMarked;

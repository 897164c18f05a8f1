/**
 * Service level objectives (SLOs): which latency is promised for which share of turns. Start
 * reading at {@link dev.firstword.operations.slo.Slos}.
 */
@NullMarked
package dev.firstword.operations.slo;

import org.jspecify.annotations.NullMarked;

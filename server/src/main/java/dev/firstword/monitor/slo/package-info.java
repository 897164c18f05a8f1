/**
 * Service level objectives (SLOs): which latency is promised for which share of turns. Start
 * reading at {@link dev.firstword.monitor.slo.Slos}.
 */
@NullMarked
package dev.firstword.monitor.slo;

import org.jspecify.annotations.NullMarked;

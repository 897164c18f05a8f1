/**
 * Serves tenants in turn, so that one with much load does not delay the others. Start reading at
 * {@link dev.firstword.core.fairness.FairQueue}.
 */
@NullMarked
package dev.firstword.core.fairness;

import org.jspecify.annotations.NullMarked;

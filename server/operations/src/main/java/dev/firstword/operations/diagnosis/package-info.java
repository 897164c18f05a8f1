/**
 * Recommends what to change, based on measured turns. A decision tree leads to diagnostic rules;
 * each recommendation comes with the saving predicted by replaying the recorded turns. Start
 * reading at {@link dev.firstword.operations.diagnosis.Diagnosis}.
 */
@NullMarked
package dev.firstword.operations.diagnosis;

import org.jspecify.annotations.NullMarked;

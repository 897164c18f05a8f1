/**
 * From measured turns to what to do about them: a tree of questions whose leaves are remedies, each
 * with the saving that replaying the recorded turns predicts. Start reading at {@link
 * dev.firstword.monitor.diagnosis.Diagnosis}.
 */
@NullMarked
package dev.firstword.monitor.diagnosis;

import org.jspecify.annotations.NullMarked;

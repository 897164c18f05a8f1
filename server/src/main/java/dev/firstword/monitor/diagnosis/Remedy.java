package dev.firstword.monitor.diagnosis;

import java.util.Optional;

/** Something that can be done, and when it is worth doing. */
interface Remedy {

  /** Stable, for programs. */
  String id();

  /** Absent where the evidence is against it, or says nothing. */
  Optional<Finding> examine(Sample sample);
}

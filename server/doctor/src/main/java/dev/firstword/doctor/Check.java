package dev.firstword.doctor;

import java.io.IOException;
import java.util.List;

/** Checks one property of the connection, with its own streams. */
interface Check {

  /**
   * Runs the check. Blocks.
   *
   * @throws IOException if the connection to the server fails during the check
   */
  List<CheckResult> examine(ProbeClient client) throws IOException;

  /** Returns the subject of the check, which is reported as unknown if the check fails. */
  CheckSubject subject();
}

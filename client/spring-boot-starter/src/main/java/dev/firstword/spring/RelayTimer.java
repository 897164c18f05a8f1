package dev.firstword.spring;

import java.time.Duration;

/** Records how long relayed calls take. */
interface RelayTimer {

  /**
   * Records a call.
   *
   * @param route the first part of its path
   * @param toHead to the first byte for the page
   * @param total to the last one
   */
  void record(String route, int status, Duration toHead, Duration total);
}

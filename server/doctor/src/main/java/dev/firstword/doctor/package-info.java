/**
 * Diagnoses, from the outside, the network path between a client and a server. Streams probes
 * through it and compares the received events with those sent. Knows a server only by its protocol.
 * Start reading at {@link dev.firstword.doctor.Doctor}.
 */
@NullMarked
package dev.firstword.doctor;

import org.jspecify.annotations.NullMarked;

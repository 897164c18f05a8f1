/**
 * Diagnoses, from the outside, what is between a client and a server: streams probes through it and
 * compares what arrived with what was sent. Knows a server only by its protocol. Start reading at
 * {@link dev.firstword.doctor.Doctor}.
 */
@NullMarked
package dev.firstword.doctor;

import org.jspecify.annotations.NullMarked;

/**
 * Finding out, from outside, what stands between a client and a server: streams a probe through it
 * and judges what arrived against what was sent. Knows a server only by its contract. Start reading
 * at {@link dev.firstword.doctor.Doctor}.
 */
@NullMarked
package dev.firstword.doctor;

import org.jspecify.annotations.NullMarked;

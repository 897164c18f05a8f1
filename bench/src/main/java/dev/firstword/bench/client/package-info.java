/**
 * A client that retries until a turn has ended: it posts with an idempotency key, resumes after a
 * broken connection, and keeps every event received. Shares no code with the server. Start reading
 * at {@link dev.firstword.bench.client.TurnClient}.
 */
@NullMarked
package dev.firstword.bench.client;

import org.jspecify.annotations.NullMarked;
